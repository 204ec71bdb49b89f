"""What spark-submit is given: score a folder of Parquet to another, slowly enough to be killed.

Arguments: input, output, a folder for a mark a batch, a model's folder.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

from pyspark.sql import SparkSession

from framing.engines.spark import score

PAUSE = 0.25


def slowly(marks, batches):
    for batch in batches:
        executor = os.environ["SPARK_EXECUTOR_DIRS"].replace(os.sep, "_")
        Path(marks, f"{executor}.{time.time_ns()}").touch()
        time.sleep(PAUSE)
        yield batch


def main(folder, out, marks, model):
    spark = SparkSession.builder.getOrCreate()
    articles = spark.read.parquet(folder)
    slow = articles.mapInArrow(partial(slowly, marks), articles.schema)
    score(slow, model=model).write.parquet(out)
    score(articles.limit(10)).write.parquet(f"{out}-built-in")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
