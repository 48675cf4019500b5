namespace Kolosal.Storage.Retention;

/// <summary>What system status says of the disk.</summary>
public interface IDiskForecasts
{
    DiskForecast Read();
}
