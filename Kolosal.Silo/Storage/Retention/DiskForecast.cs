namespace Kolosal.Storage.Retention;

/// <summary>How fast the data directory grows and when its disk is full at that rate.</summary>
/// <param name="FreeBytes">Left on the disk of the data directory.</param>
/// <param name="PredictionLogBytes">Taken by the prediction log.</param>
/// <param name="BytesPerDay">Written to the prediction log over the last day at most, as a daily rate; null before there are two looks.</param>
/// <param name="FullOn">When nothing is left, at that rate and with retention at work; null when it is not foreseen within a hundred years.</param>
public sealed record DiskForecast(long FreeBytes, long PredictionLogBytes, double? BytesPerDay, DateTimeOffset? FullOn)
{
    private const double FarDays = 36_500;

    /// <param name="now">The time.</param>
    /// <param name="freeBytes">Left on the disk.</param>
    /// <param name="logBytes">Taken by the log.</param>
    /// <param name="bytesPerDay">Its growth; null when it is not known.</param>
    /// <param name="maximumBytes">Where retention stops the growth.</param>
    public static DiskForecast Of(DateTimeOffset now, long freeBytes, long logBytes, double? bytesPerDay, long maximumBytes)
    {
        bool stops = maximumBytes - logBytes < freeBytes;
        double days = bytesPerDay is > 0 && !stops ? freeBytes / bytesPerDay.Value : double.PositiveInfinity;
        return new(freeBytes, logBytes, bytesPerDay, days < FarDays ? now.AddDays(days) : null);
    }
}
