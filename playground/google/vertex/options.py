"""Options of the command line about the Google Cloud project that is here."""

import argparse

from playground.google.vertex.cloud import REGIONS, Cloud

_USUAL = Cloud()


def add_cloud_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("Vertex AI and Cloud Storage").add_argument
    add("--project", default=_USUAL.project, help="the only one (default: %(default)s)")
    add("--bucket", default=_USUAL.bucket, help="the only one (default: %(default)s)")
    add(
        "--bucket-region",
        default=_USUAL.bucket_region,
        choices=sorted(REGIONS),
        metavar="REGION",
        help="where it is (default: %(default)s)",
    )
    add(
        "--no-role",
        action="append",
        default=[],
        metavar="EMAIL",
        help="whom the project gives no role, so that they are refused",
    )
    add("--unread-bucket", action="store_true", help="Vertex AI itself may not read the bucket")
    add("--jobs", type=int, default=_USUAL.jobs, help="tuned at once (default: %(default)s)")
    add("--queue", type=int, default=_USUAL.queue, help="more that may wait; the next is refused")
    add("--lag", type=float, default=_USUAL.lag, help="seconds that each stage of a job takes")


def cloud_of(args: argparse.Namespace) -> Cloud:
    return Cloud(
        project=args.project,
        bucket=args.bucket,
        bucket_region=args.bucket_region,
        is_read=not args.unread_bucket,
        strangers=tuple(args.no_role),
        jobs=args.jobs,
        queue=args.queue,
        lag=args.lag,
    )
