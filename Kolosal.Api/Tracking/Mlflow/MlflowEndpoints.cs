using Kolosal.Http;

namespace Kolosal.Tracking;

/// <summary>
/// MLflow's REST API 2.0, for clients that log to a tracking server: they set its address to this one's and send an API key as their token.
/// </summary>
/// <remarks>Bodies and answers are as MLflow documents them; see docs/tracking.md for what is not here.</remarks>
internal static class MlflowEndpoints
{
    public static IServiceCollection AddMlflowEndpoints(this IServiceCollection services)
    {
        foreach (var dialect in MlflowErrors.Dialects) services.AddSingleton(dialect);
        return services.AddSingleton<ArtifactTransfer>();
    }

    public static void MapMlflow(this IEndpointRouteBuilder routes)
    {
        var mlflow = routes.MapMlflowGroup("/api/2.0/mlflow");
        mlflow.MapMlflowExperiments();
        mlflow.MapMlflowRuns();
        mlflow.MapMlflowMetrics();
        mlflow.MapMlflowArtifactList();
        mlflow.MapMlflowModels();
        mlflow.MapMlflowVersions();
        mlflow.MapMlflowLoggedModels();
        routes.MapMlflowGroup("/api/2.0/mlflow-artifacts/artifacts").MapMlflowArtifactProxy();
    }
}
