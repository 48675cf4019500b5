using System.Runtime.CompilerServices;

namespace Kolosal.Benchmarks;

/// <summary>A piece of work and plain work of the same kind on the same data.</summary>
/// <param name="Name">What is compared with what; no comma.</param>
/// <param name="Ours">Does the work once.</param>
/// <param name="Reference">Does the plain work once; allocates nothing.</param>
/// <remarks>
/// Both are measured in turns of <see cref="Turn"/>, one behind the other, by the processor time that they take: what else the machine does meets
/// both alike. Of many turns the least of each counts. What disturbs a turn (a collection, a cache that somebody else has filled) only adds to it,
/// so the least estimates the work itself (Chen and Revels, Robust benchmarking in noisy environments, 2016).
/// </remarks>
internal sealed record SmokeWork(string Name, Action Ours, Action Reference)
{
    private const int Turns = 24, MostWarmUps = 16, SteadyWarmUps = 4;

    /// <summary>A warm-up that is quicker than all before by less than this has found nothing new.</summary>
    private const double Steady = 0.97;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(20);

    // The runtime compiles anew what was called often, at the earliest so long after the last new method was met.
    private static readonly TimeSpan Recompiled = TimeSpan.FromMilliseconds(150);

    /// <summary>Microseconds of processor time of each.</summary>
    public (double Ours, double Reference) Measure()
    {
        (int own, int plain) = (WarmUp(Ours), WarmUp(Reference));
        double ours = double.PositiveInfinity, reference = double.PositiveInfinity;
        for (int turn = 0; turn < Turns; turn++)
            (ours, reference) = (Math.Min(ours, Times(Ours, own, turn)), Math.Min(reference, Times(Reference, plain, turn)));
        return (ours, reference);
    }

    /// <summary>Goes on until several turns in a row were no quicker than those before: the last tier of the compiler has been reached.</summary>
    /// <returns>How often the work is done in one turn.</returns>
    private static int WarmUp(Action work)
    {
        double least = double.PositiveInfinity;
        int times = 1;
        for (int round = 0, steady = 0; round < MostWarmUps && steady < SteadyWarmUps; round++)
        {
            double took = Times(work, times, round);
            steady = took < least * Steady ? 0 : steady + 1;
            least = Math.Min(least, took);
            times = (int)Math.Clamp(Math.Ceiling(Turn.TotalMicroseconds / least), 1, 1_000_000);
            Thread.Sleep(Recompiled);
        }
        return times;
    }

    /// <param name="work">What is done.</param>
    /// <param name="times">How often.</param>
    /// <param name="turn">Moves the stack by sixteen bytes: buffers there lie on the borders of cache lines or across them, which is twice the time
    /// for wide vectors, and where a process begins its stack is chance. Four turns have had all places.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Times(Action work, int times, int turn)
    {
        Span<byte> moved = stackalloc byte[16 * (1 + turn % 4)];
        moved.Clear();
        var began = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < times; i++) work();
        return (Environment.CpuUsage.TotalTime - began).TotalMicroseconds / times;
    }
}
