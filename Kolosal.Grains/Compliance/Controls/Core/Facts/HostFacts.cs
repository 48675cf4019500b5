namespace Kolosal.Compliance.Controls;

/// <summary>The kernel's clock discipline, as <c>adjtimex</c> tells it.</summary>
/// <param name="IsSynchronised">It follows a reference.</param>
/// <param name="MaximumErrorSeconds">How far off it may be at most.</param>
public sealed record TimeSourceFact(bool IsSynchronised, double MaximumErrorSeconds);

/// <summary>What was found of files under the data directory.</summary>
/// <param name="Looked">Files whose beginning was read.</param>
/// <param name="Unsealed">Those that are not sealed, relative to the data directory; at most 100.</param>
/// <param name="KeyStore">Where the master key is, as <c>file</c>.</param>
/// <param name="KeyFileFault">What is wrong with the key's file; null where nothing is, or where it is in none.</param>
public sealed record SealFact(int Looked, ImmutableArray<string> Unsealed, string KeyStore, string? KeyFileFault);

/// <summary>Where the host listens.</summary>
/// <param name="Listeners">Each address.</param>
/// <param name="Terminator">What ends TLS before it, as the operator declares; null for nothing.</param>
public sealed record TransportFact(ImmutableArray<ListenerFact> Listeners, string? Terminator);

/// <summary>An address that the host listens on.</summary>
/// <param name="Address">As <c>https://0.0.0.0:8443</c>.</param>
/// <param name="IsSealed">It speaks TLS.</param>
/// <param name="IsLocal">Only this machine reaches it.</param>
/// <param name="CertificateUntil">When its certificate ends; null where none could be read.</param>
public sealed record ListenerFact(string Address, bool IsSealed, bool IsLocal, DateTimeOffset? CertificateUntil);

/// <summary>For what a workspace is.</summary>
/// <param name="Name"><c>production</c>, <c>test</c> or <c>development</c>.</param>
/// <param name="Production">Ids of datasets that workspaces for production hold. A dataset's id follows from its content. Empty for one for
/// production.</param>
public sealed record EnvironmentFact(string Name, ImmutableSortedSet<string> Production);
