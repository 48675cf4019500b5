namespace Kolosal.Compliance.Controls;

/// <summary>The host, measured as the facts were read.</summary>
/// <param name="Region">Where it and its storage are declared to be, as <c>eu</c>; null for undeclared.</param>
/// <param name="DiskShare">Share of the data directory's disk that is in use; null where it could not be measured.</param>
/// <param name="MemoryShare">Share of the memory available to the process that is in use; null likewise.</param>
/// <param name="Silos">Silos alive.</param>
public sealed record PlatformFact(string? Region, double? DiskShare, double? MemoryShare, int Silos)
{
    /// <summary>SHA-256 of the listing of the effective configuration; null where it was not read.</summary>
    public string? ConfigurationSha256 { get; init; }

    /// <summary>What the operating system says of its clock; null where it says nothing.</summary>
    public TimeSourceFact? TimeSource { get; init; }

    /// <summary>How what lies on disk is sealed; null where storage does not tell.</summary>
    public SealFact? Seals { get; init; }

    /// <summary>Where the host listens; null where it does not tell.</summary>
    public TransportFact? Transport { get; init; }

    /// <summary>Whether a call for this workspace's records by somebody of another was refused just now; null where it was not tried.</summary>
    public bool? ForeignCallRefused { get; init; }

    /// <summary>Minutes after which the console signs out whoever left it; null on a host without a console.</summary>
    public int? ConsoleIdleMinutes { get; init; }
}
