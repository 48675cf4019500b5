using System.Globalization;

namespace Kolosal.Benchmarks;

/// <summary>The server at a moment.</summary>
/// <param name="Seconds">Since the load began.</param>
/// <param name="Resident">Physical memory, MiB.</param>
/// <param name="Managed">Live and dead managed objects, MiB.</param>
/// <param name="Live">Managed objects that the last full collection left, MiB; 0 before the first.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Disk">Of the data folder, MiB.</param>
/// <param name="Rows">Predictions acknowledged so far.</param>
/// <param name="Answers">Requests answered so far.</param>
/// <param name="Failures">Requests that failed so far.</param>
/// <param name="LogErrors">Lines of errors so far.</param>
internal sealed record SoakSample(
    double Seconds, double Resident, double Managed, double Live, int Handles, int Threads, double Disk, long Rows, long Answers, long Failures,
    long LogErrors)
{
    public const string Header =
        "s, resident MiB, managed MiB, live MiB, handles, threads, disk MiB, rows acknowledged, answers, failures, error lines";

    public string ToCsv() => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds:0}, {Resident:0.0}, {Managed:0.0}, {Live:0.0}, {Handles}, {Threads}, {Disk:0.0}, {Rows}, {Answers}, {Failures}, {LogErrors}");
}
