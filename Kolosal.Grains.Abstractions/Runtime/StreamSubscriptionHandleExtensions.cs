namespace Orleans.Streams;

/// <summary>Resumes a subscription with delegates instead of an observer.</summary>
public static class StreamSubscriptionHandleExtensions
{
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new ItemObserver<T>(onNextAsync, IgnoreError), token);

    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null) => handle.ResumeAsync(new ItemObserver<T>(onNextAsync, onErrorAsync), token);

    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new BatchObserver<T>(onNextAsync, IgnoreError), token);

    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<IList<SequentialItem<T>>, Task> onNextAsync, Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null) => handle.ResumeAsync(new BatchObserver<T>(onNextAsync, onErrorAsync), token);

    private static Task IgnoreError(Exception error) => Task.CompletedTask;

    private sealed class ItemObserver<T>(Func<T, StreamSequenceToken?, Task> next, Func<Exception, Task> error) : IAsyncObserver<T>
    {
        public Task OnNextAsync(T item, StreamSequenceToken? token = null) => next(item, token);
        public Task OnErrorAsync(Exception ex) => error(ex);
    }

    private sealed class BatchObserver<T>(Func<IList<SequentialItem<T>>, Task> next, Func<Exception, Task> error) : IAsyncBatchObserver<T>
    {
        public Task OnNextAsync(IList<SequentialItem<T>> items) => next(items);
        public Task OnErrorAsync(Exception ex) => error(ex);
    }
}
