namespace Kolosal.Testing;

/// <summary>Waits for what happens beside the test, without a fixed sleep.</summary>
public static class Eventually
{
    /// <summary>Costs nothing where all is well: it only says how busy a machine may be before a test of it fails.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3), Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Asks until the answer is as wanted.</summary>
    /// <exception cref="TimeoutException">It never was; the text holds the last answer.</exception>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> ask, Func<T, bool> wanted, TimeSpan? within = null)
    {
        long begun = Environment.TickCount64;
        var limit = within ?? Patience;
        while (true)
        {
            var answer = await ask();
            if (wanted(answer)) return answer;
            if (Environment.TickCount64 - begun > limit.TotalMilliseconds)
                throw new TimeoutException($"Not so within {limit}; the last answer was: {answer}");
            await Task.Delay(Pause);
        }
    }

    public static Task HoldsAsync(Func<Task<bool>> ask, TimeSpan? within = null) => HoldsAsync(ask, yes => yes, within);

    public static Task HoldsAsync(Func<bool> ask, TimeSpan? within = null) => HoldsAsync(() => Task.FromResult(ask()), within);

    /// <summary>Asks until the answer equals the one expected.</summary>
    public static Task<T> EqualsAsync<T>(T expected, Func<Task<T>> ask, TimeSpan? within = null) =>
        HoldsAsync(ask, answer => EqualityComparer<T>.Default.Equals(answer, expected), within);
}
