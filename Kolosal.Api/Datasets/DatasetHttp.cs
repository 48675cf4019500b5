namespace Kolosal.Datasets;

internal static class DatasetHttp
{
    /// <summary>What the endpoints of datasets need beside the feature itself.</summary>
    public static IServiceCollection AddDatasetEndpoints(this IServiceCollection services) =>
        services.AddSingleton<UploadReceiver>();
}
