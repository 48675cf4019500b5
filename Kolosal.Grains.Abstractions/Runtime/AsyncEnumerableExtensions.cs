namespace Orleans.Runtime;

public static class AsyncEnumerableExtensions
{
    /// <summary>How many elements at most one round trip fetches; to be used directly on the result of a grain call.</summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatchSize);
        if (self is IBatchedEnumerable request) request.MaxBatchSize = maxBatchSize;
        return self;
    }
}

/// <summary>An enumeration whose elements come from a grain.</summary>
internal interface IBatchedEnumerable
{
    int MaxBatchSize { get; set; }
}
