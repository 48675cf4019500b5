namespace Kolosal.Compliance.Controls;

/// <summary>Measures the machine that a silo runs on.</summary>
internal interface IHostProbe
{
    /// <summary>Share of the data directory's disk that is in use, 0 to 1; null where the system does not tell.</summary>
    double? DiskShare();

    /// <summary>Share of the memory available to the process that is in use, 0 to 1; null where the system does not tell.</summary>
    double? MemoryShare();

    /// <summary>What the operating system says of its clock; null where it says nothing.</summary>
    TimeSourceFact? Clock();
}
