namespace Kolosal.Runtime.Activations;

/// <summary>Lets activations run on the thread pool, one after another on a thread where one wakes the next.</summary>
/// <remarks>
/// A grain that calls another and waits would cost two trips through the pool; the thread that ends the one's turn begins the other's instead.
/// Only the activation woken last is kept for this thread: the earlier ones go to the pool, where other cores can take them.
/// </remarks>
internal static class Turns
{
    private const int HandoffsInARow = 64;

    [ThreadStatic] private static Activation? _next;
    [ThreadStatic] private static bool _running;

    public static void Schedule(Activation activation)
    {
        if (!_running)
        {
            ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: false);
            return;
        }
        if (_next is { } earlier) ThreadPool.UnsafeQueueUserWorkItem(earlier, preferLocal: false);
        _next = activation;
    }

    public static void Run(Activation activation)
    {
        _running = true;
        try
        {
            for (int handoffs = 0; ; handoffs++)
            {
                activation.RunTurns();
                if (_next is not { } next) return;
                _next = null;
                activation = next;
                if (handoffs < HandoffsInARow) continue;
                ThreadPool.UnsafeQueueUserWorkItem(activation, preferLocal: false);
                return;
            }
        }
        finally
        {
            _running = false;
        }
    }
}
