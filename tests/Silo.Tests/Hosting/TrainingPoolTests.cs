using Kolosal.Experiments;
using Microsoft.Extensions.Options;

namespace Kolosal.Hosting;

public sealed class TrainingPoolTests : IDisposable
{
    private readonly TrainingPool pool = new(Options.Create(new TrainingPoolOptions { Threads = 2 }));

    public void Dispose() => pool.Dispose();

    [Fact]
    public async Task Work_runs_on_a_thread_of_the_pool_below_normal_priority() =>
        Assert.Equal((ThreadPriority.BelowNormal, false), await pool.RunAsync(
            0, _ => (Thread.CurrentThread.Priority, Thread.CurrentThread.IsThreadPoolThread), default));

    [Fact]
    public async Task No_more_jobs_run_at_once_than_there_are_slots()
    {
        int now = 0, most = 0;
        using var both = new Barrier(2);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => pool.RunAsync(0, cancel =>
        {
            int running = Interlocked.Increment(ref now);
            both.SignalAndWait(cancel); // passes only while two run together
            InterlockedMax(ref most, running);
            return Interlocked.Decrement(ref now);
        }, default)));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task A_fault_reaches_its_caller_and_the_thread_goes_on()
    {
        await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync<int>(0, _ => throw new FormatException(), default));
        await Assert.ThrowsAsync<FormatException>(() => pool.RunAsync<int>(0, _ => throw new FormatException(), default));
        Assert.Equal(7, await pool.RunAsync(0, _ => 7, default));
    }

    [Fact]
    public async Task A_running_job_sees_its_token()
    {
        using var cancel = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var job = pool.RunAsync<int>(0, token =>
        {
            began.SetResult();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return 0;
        }, cancel.Token);
        await began.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
    }

    [Fact]
    public async Task A_waiting_job_is_withdrawn_at_once()
    {
        using var gate = new ManualResetEventSlim();
        var busy = Enumerable.Range(0, 2).Select(_ => pool.RunAsync(0, _ => { gate.Wait(); return 0; }, default)).ToArray();
        using var cancel = new CancellationTokenSource();
        var waiting = pool.RunAsync(0, _ => 1, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Set();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task A_token_cancelled_before_runs_nothing() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.RunAsync(0, _ => 1, new CancellationToken(canceled: true)));

    [Fact]
    public async Task Jobs_that_do_not_fit_together_run_one_after_the_other()
    {
        long most = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 0.6 * 0.7);
        int now = 0, together = 0;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => pool.RunAsync(most, _ =>
        {
            InterlockedMax(ref together, Interlocked.Increment(ref now));
            Thread.Yield();
            return Interlocked.Decrement(ref now);
        }, default)));
        Assert.Equal(1, together);
    }

    [Fact]
    public async Task More_memory_than_there_is_is_refused() =>
        await Assert.ThrowsAsync<TrainingMemoryException>(() => pool.RunAsync(long.MaxValue, _ => 0, default));

    [Fact]
    public async Task A_computation_that_cancels_itself_is_not_taken_for_a_stop()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => pool.RunAsync<int>(0, _ => throw new OperationCanceledException(), CancellationToken.None));
        Assert.IsType<OperationCanceledException>(fault.InnerException);
    }

    [Fact]
    public async Task Stopping_cancels_what_runs_and_what_waits()
    {
        var began = new CountdownEvent(2);
        var jobs = Enumerable.Range(0, 5).Select(_ => pool.RunAsync<int>(0, token =>
        {
            began.Signal();
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
            return 0;
        }, default)).ToArray();
        began.Wait();
        pool.Dispose();
        foreach (var job in jobs) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => job);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen && Interlocked.CompareExchange(ref target, value, seen) is var was && was != seen) seen = was;
    }
}
