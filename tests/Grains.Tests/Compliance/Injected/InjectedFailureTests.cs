namespace Kolosal.Compliance.Injected;

/// <summary>Each failure of an area in a workspace of its own: green, red within a minute of its time by the silo's clock, green again.</summary>
/// <remarks>The silo's clock must not outrun the machine, which does much else: a row that was not seen is tried again in another workspace with
/// longer pauses between two steps of the clock. What does not turn at the slowest pace does not turn.</remarks>
public abstract class InjectedFailureTests(InjectedSilo silo)
{
    private static readonly int[] PausesInMilliseconds = [50, 400, 3_000];

    private protected abstract IReadOnlyList<InjectedFailure> Failures { get; }

    private protected async Task TurnsRedAndGreenAgainAsync(string query)
    {
        InjectedFailure[] failures = [.. Failures.Where(one => one.Query == query)];
        Assert.NotEmpty(failures);
        for (int i = 0; i < failures.Length; i++) await TurnsRedAndGreenAgainAsync(failures[i], $"{query.ToLowerInvariant()}-{i}");
    }

    private async Task TurnsRedAndGreenAgainAsync(InjectedFailure failure, string workspace)
    {
        foreach (int pause in PausesInMilliseconds)
        {
            var world = new InjectedWorld(silo, $"{workspace}-{pause}", TimeSpan.FromMilliseconds(pause));
            var unseen = await Record.ExceptionAsync(() => TurnsAsync(failure, world));
            if (unseen is null) return;
            if (pause == PausesInMilliseconds[^1]) Assert.Fail(unseen.ToString());

            // Settings and hosts are everybody's: nothing of the attempt may be left for the next.
            await Record.ExceptionAsync(() => failure.Mend(world));
        }
    }

    private static async Task TurnsAsync(InjectedFailure failure, InjectedWorld world)
    {
        await failure.Prepare(world);
        await world.EvaluateAsync();
        await world.ReachesAsync(failure.Query, failure.Healthy, "before");

        await failure.Inject(world);
        if (failure.Ripens > TimeSpan.Zero) world.Silo.Clock.Advance(failure.Ripens);
        if (failure.IsSilent) await world.EvaluateAsync();
        await world.ReachesAsync(failure.Query, ControlStatus.Fail, failure.What);

        await failure.Mend(world);
        if (failure.Heals > TimeSpan.Zero) world.Silo.Clock.Advance(failure.Heals);
        if (failure.IsSilent) await world.EvaluateAsync();
        await world.ReachesAsync(failure.Query, failure.Mended ?? failure.Healthy, "mended");
    }
}
