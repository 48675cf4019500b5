namespace Kolosal.Storage.Log;

/// <summary>Records of a log that are damaged or gone.</summary>
/// <param name="From">The first of them.</param>
/// <param name="Until">The first behind them; the same as <paramref name="From"/> when no record is lost.</param>
/// <param name="Why">What was found, in words.</param>
internal sealed record LostRecords(long From, long Until, string Why);
