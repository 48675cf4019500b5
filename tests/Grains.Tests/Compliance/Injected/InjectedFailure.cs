namespace Kolosal.Compliance.Injected;

/// <summary>A failure that is made through the product's own commands, and mended through them: its question turns red within a minute, and green
/// again.</summary>
/// <param name="Query">As <c>Q41</c>.</param>
/// <param name="What">The failure, as a short sentence.</param>
/// <param name="Prepare">Makes what is healthy.</param>
/// <param name="Inject">Makes the failure.</param>
/// <param name="Mend">Takes it away.</param>
internal sealed record InjectedFailure(
    string Query, string What, Func<InjectedWorld, Task> Prepare, Func<InjectedWorld, Task> Inject, Func<InjectedWorld, Task> Mend)
{
    /// <summary>How the question stands while nothing is wrong.</summary>
    public ControlStatus Healthy { get; init; } = ControlStatus.Pass;

    /// <summary>How it stands once all is mended; as before when not given.</summary>
    public ControlStatus? Mended { get; init; }

    /// <summary>What was done becomes a failure when so much time went by.</summary>
    public TimeSpan Ripens { get; init; }

    /// <summary>What was late counts as late for so long after it was done.</summary>
    public TimeSpan Heals { get; init; }

    /// <summary>Nothing that the platform writes down tells of it, as of a damaged disk: an evaluation is asked for.</summary>
    public bool IsSilent { get; init; }
}
