namespace Kolosal.Experiments;

/// <summary>The rhythm that processes and runs keep towards the slot ledger.</summary>
public static class LeaseTerms
{
    /// <summary>How often a process reports itself and a run renews its leases.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    /// <summary>A process or lease is given up after this long in silence: three missed reports.</summary>
    public static readonly TimeSpan ExpireAfter = 3 * RenewEvery;

    /// <summary>How long a workspace comes first where slots do not divide evenly between workspaces.</summary>
    public static readonly TimeSpan TurnEvery = TimeSpan.FromSeconds(5);

    /// <summary>How soon a report that did not get through is repeated, also while the engine is starting.</summary>
    public static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(250);
}
