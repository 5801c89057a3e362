const wordsOf = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * The public methods of Spark 3.5.5, and `transformWithState` of Spark 4, by the heading they have in
 * `reference/spark-parity.md`; without those for Python and R, and those that Scala makes.
 */
export const SPARK_API: Readonly<Record<string, readonly string[]>> = {
  DataFrame: wordsOf(`
    agg alias apply as cache checkpoint coalesce col colRegex collect collectAsList columns count
    createGlobalTempView createOrReplaceGlobalTempView createOrReplaceTempView createTempView
    crossJoin cube describe distinct drop dropDuplicates dropDuplicatesWithinWatermark dtypes
    encoder except exceptAll explain explode filter first flatMap foreach foreachPartition groupBy
    groupByKey head hint inputFiles intersect intersectAll isEmpty isLocal isStreaming javaRDD
    join joinWith limit localCheckpoint map mapPartitions melt metadataColumn na observe offset
    orderBy persist printSchema queryExecution randomSplit randomSplitAsList rdd reduce
    registerTempTable repartition repartitionByRange rollup sameSemantics sample schema select
    selectExpr semanticHash show sort sortWithinPartitions sparkSession sqlContext stat
    storageLevel summary tail take takeAsList to toDF toJSON toJavaRDD toLocalIterator transform
    union unionAll unionByName unpersist unpivot where withColumn withColumnRenamed withColumns
    withColumnsRenamed withMetadata withWatermark write writeStream writeTo
  `),
  GroupedData: wordsOf(`
    agg as avg cogroup cogroupSorted count flatMapGroups flatMapGroupsWithState
    flatMapSortedGroups keyAs keys mapGroups mapGroupsWithState mapValues max mean min pivot
    reduceGroups sum transformWithState
  `),
  NaFunctions: wordsOf(`
    drop fill replace
  `),
  StatFunctions: wordsOf(`
    approxQuantile bloomFilter corr countMinSketch cov crosstab freqItems sampleBy
  `),
  Column: wordsOf(`
    alias and apply as asc asc_nulls_first asc_nulls_last between bitwiseAND bitwiseOR bitwiseXOR
    cast contains desc desc_nulls_first desc_nulls_last divide dropFields endsWith eqNullSafe
    equalTo explain expr geq getField getItem gt ilike isInCollection isNaN isNotNull
    isNull isin leq like lt minus mod multiply name named notEqual or otherwise over 
    plus rlike startsWith substr when withField
  `),
  SparkSession: wordsOf(`
    catalog close conf createDataFrame createDataset emptyDataFrame emptyDataset executeCommand
    experimental extensions implicits listenerManager newSession range read readStream
    sessionState sharedState sparkContext sql sqlContext stop streams table time udf udtf version
    withActive
  `),
  DataStreamReader: wordsOf(`
    csv format json load option options orc parquet schema table text textFile
  `),
  DataStreamWriter: wordsOf(`
    foreach foreachBatch format option options outputMode partitionBy queryName start toTable
    trigger
  `),
  ForeachWriter: wordsOf(`
    close open process
  `),
  Trigger: wordsOf(`
    AvailableNow Continuous Once ProcessingTime
  `),
  OutputMode: wordsOf(`
    Append Complete Update
  `),
  StreamingQuery: wordsOf(`
    awaitTermination exception explain id isActive lastProgress name processAllAvailable
    recentProgress runId sparkSession status stop
  `),
  StreamingQueryManager: wordsOf(`
    active addListener awaitAnyTermination get listListeners removeListener resetTerminated
  `),
  StreamingQueryListener: wordsOf(`
    onQueryIdle onQueryProgress onQueryStarted onQueryTerminated
  `),
  StreamingQueryStatus: wordsOf(`
    isDataAvailable isTriggerActive json message prettyJson
  `),
  StreamingQueryProgress: wordsOf(`
    batchDuration batchId durationMs eventTime id inputRowsPerSecond json name numInputRows
    observedMetrics prettyJson processedRowsPerSecond runId sink sources stateOperators timestamp
  `),
  SourceProgress: wordsOf(`
    description endOffset inputRowsPerSecond json latestOffset metrics numInputRows prettyJson
    processedRowsPerSecond startOffset
  `),
  SinkProgress: wordsOf(`
    description json metrics numOutputRows prettyJson
  `),
  StateOperatorProgress: wordsOf(`
    allRemovalsTimeMs allUpdatesTimeMs commitTimeMs customMetrics json memoryUsedBytes
    numRowsDroppedByWatermark numRowsRemoved numRowsTotal numRowsUpdated numShufflePartitions
    numStateStoreInstances operatorName prettyJson
  `),
  StreamingQueryException: wordsOf(`
    cause endOffset getErrorClass getMessageParameters getQueryContext getSqlState isInternalError
    message startOffset time
  `),
  GroupState: wordsOf(`
    EventTimeTimeout NoTimeout ProcessingTimeTimeout exists get getCurrentProcessingTimeMs
    getCurrentWatermarkMs getOption hasTimedOut remove setTimeoutDuration setTimeoutTimestamp
    update
  `),
  'DataFrameReader and DataFrameWriter': wordsOf(`
    bucketBy csv format insertInto jdbc json load mode option options orc parquet partitionBy save
    saveAsTable schema sortBy table text textFile
  `),
};
