
namespace Kolosal.Access;

/// <summary>Every route and the permission it needs. The only place where routes get one; a route that is not here is refused.</summary>
/// <remarks>
/// To add an endpoint: map it in <c>Kolosal.Api/{Feature}</c>, add its row to the feature's group here. Which role has the permission stands in
/// <see cref="RolePermissions"/>. The walk over routes × roles in the tests then covers it without a further line.
/// </remarks>
internal static class RouteTable
{
    public static readonly ImmutableArray<RouteRule> Rules =
    [
        // Operations
        Public("GET", "/"),
        Probe("GET", "/health/live"),
        Probe("GET", "/health/ready"),
        Public("GET", "/openapi/{documentName}.json"),
        Row("GET", "/metrics", Permission.MetricsRead),
        Row("GET", "/api/system/status", Permission.SystemRead),
        Row("GET", "/api/cluster", Permission.SystemRead),
        Row("GET", "/dashboard/{**path}", Permission.SystemManage),

        // Access
        Row("POST", "/api/security/api-keys", Permission.AccessManage),
        Row("GET", "/api/security/api-keys", Permission.AccessRead),
        Row("GET", "/api/security/api-keys/{id}", Permission.AccessRead),
        Row("DELETE", "/api/security/api-keys/{id}", Permission.AccessManage),
        Row("POST", "/api/security/principals", Permission.AccessManage),
        Row("GET", "/api/security/principals", Permission.AccessRead),
        Row("GET", "/api/security/principals/{id}", Permission.AccessRead),
        Row("DELETE", "/api/security/principals/{id}", Permission.AccessManage),
        Row("GET", "/api/security/whoami", Permission.Authenticated),
        Row("GET", "/api/security/status", Permission.AccessRead),
        Row("GET", "/api/security/rate-limit/stats", Permission.AccessRead),

        // Datasets
        Row("POST", "/api/data/upload", Permission.DataWrite),
        Row("GET", "/api/data/samples", Permission.DataDescribe),
        Row("POST", "/api/data/sample/{name}", Permission.DataWrite),
        Row("GET", "/api/data", Permission.DataDescribe),
        Row("GET", "/api/data/lineage", Permission.DataDescribe),
        Row("GET", "/api/data/lineage/{dataset_id}", Permission.DataDescribe),
        Row("GET", "/api/data/quality", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}/preview", Permission.DataRead),
        Row("GET", "/api/data/{dataset_id}/info", Permission.DataDescribe),
        Row("GET", "/api/data/{dataset_id}/analyze", Permission.DataRead),
        Row("PUT", "/api/data/{dataset_id}/schema", Permission.DataWrite),
        Row("GET", "/api/data/{dataset_id}/export", Permission.DataRead),
        Row("DELETE", "/api/data/{dataset_id}", Permission.DataWrite),

        // Experiments
        Row("GET", "/api/train/models", Permission.TrainRead),
        Row("POST", "/api/train", Permission.TrainRun),
        Row("POST", "/api/train/compare", Permission.TrainRun),
        Row("POST", "/api/ensemble/train", Permission.TrainRun),
        Row("GET", "/api/train/status/{run_id}", Permission.TrainRead),
        Row("POST", "/api/automl/run", Permission.TrainRun),
        Row("GET", "/api/automl/status/{run_id}", Permission.TrainRead),
        Row("GET", "/api/runs", Permission.TrainRead),
        Row("GET", "/api/runs/{run_id}", Permission.TrainRead),
        Row("GET", "/api/runs/{run_id}/leaderboard", Permission.TrainRead),
        Row("GET", "/api/runs/{run_id}/trials", Permission.TrainRead),
        Row("GET", "/api/runs/{run_id}/events", Permission.TrainRead),
        Row("POST", "/api/runs/{run_id}/cancel", Permission.TrainRun),
        Row("DELETE", "/api/runs/{run_id}", Permission.TrainRun),
        Row("POST", "/api/runs/{run_id}/pause", Permission.TrainRun),
        Row("POST", "/api/runs/{run_id}/resume", Permission.TrainRun),
        Row("GET", "/api/runs/{run_id}/record", Permission.TrainRead),
        Row("POST", "/api/models/{id}/replay", Permission.TrainRun),
        Row("GET", "/api/replays", Permission.ModelsRead),
        Row("GET", "/api/replays/{replay_id}", Permission.ModelsRead),

        // Tracking
        Row("POST", "/api/experiments", Permission.TrainRun),
        Row("GET", "/api/experiments", Permission.TrainRead),
        Row("POST", "/api/experiments/search", Permission.TrainRead),
        Row("POST", "/api/experiments/compare", Permission.TrainRead),
        Row("GET", "/api/experiments/{id}", Permission.TrainRead),
        Row("PATCH", "/api/experiments/{id}", Permission.TrainRun),
        Row("DELETE", "/api/experiments/{id}", Permission.TrainRun),
        Row("POST", "/api/experiments/{id}/restore", Permission.TrainRun),
        Row("POST", "/api/experiments/{id}/runs", Permission.TrainRun),
        Row("GET", "/api/experiments/{id}/runs", Permission.TrainRead),
        Row("PATCH", "/api/runs/{run_id}", Permission.TrainRun),
        Row("POST", "/api/runs/{run_id}/restore", Permission.TrainRun),
        Row("POST", "/api/runs/{run_id}/metrics", Permission.TrainRun),
        Row("GET", "/api/runs/{run_id}/metrics", Permission.TrainRead),
        Row("POST", "/api/runs/{run_id}/params", Permission.TrainRun),
        Row("POST", "/api/runs/{run_id}/tags", Permission.TrainRun),
        Row("POST", "/api/runs/{run_id}/artifacts", Permission.TrainRun),
        Row("GET", "/api/runs/{run_id}/artifacts", Permission.TrainRead),
        Row("GET", "/api/runs/{run_id}/artifacts/content", Permission.TrainRead),

        // Tracking, under MLflow's addresses
        Row("POST", "/api/2.0/mlflow/experiments/create", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/experiments/get", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/experiments/get-by-name", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/experiments/search", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/experiments/search", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/experiments/list", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/experiments/update", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/experiments/delete", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/experiments/restore", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/experiments/set-experiment-tag", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/experiments/delete-experiment-tag", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/create", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/runs/get", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/runs/update", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/delete", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/restore", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/search", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/runs/log-metric", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/log-parameter", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/log-batch", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/set-tag", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/delete-tag", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/log-model", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/runs/log-inputs", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/metrics/get-history", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/metrics/get-history-bulk-interval", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/artifacts/list", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/registered-models/create", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/registered-models/get", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/registered-models/rename", Permission.TrainRun),
        Row("PATCH", "/api/2.0/mlflow/registered-models/update", Permission.TrainRun),
        Row("DELETE", "/api/2.0/mlflow/registered-models/delete", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/registered-models/search", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/registered-models/get-latest-versions", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/registered-models/get-latest-versions", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/registered-models/alias", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/registered-models/alias", Permission.TrainRead),
        Row("DELETE", "/api/2.0/mlflow/registered-models/alias", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/registered-models/set-tag", Permission.TrainRun),
        Row("DELETE", "/api/2.0/mlflow/registered-models/delete-tag", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/model-versions/create", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/model-versions/get", Permission.TrainRead),
        Row("PATCH", "/api/2.0/mlflow/model-versions/update", Permission.TrainRun),
        Row("DELETE", "/api/2.0/mlflow/model-versions/delete", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow/model-versions/search", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow/model-versions/get-download-uri", Permission.TrainRead),
        Row("POST", "/api/2.0/mlflow/model-versions/transition-stage", Permission.TrainRun),
        Row("POST", "/api/2.0/mlflow/model-versions/set-tag", Permission.TrainRun),
        Row("DELETE", "/api/2.0/mlflow/model-versions/delete-tag", Permission.TrainRun),
        Row("GET", "/api/2.0/mlflow-artifacts/artifacts", Permission.TrainRead),
        Row("GET", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Permission.TrainRead),
        Row("PUT", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Permission.TrainRun),
        Row("DELETE", "/api/2.0/mlflow-artifacts/artifacts/{**path}", Permission.TrainRun),

        // Studies
        Row("GET", "/api/hyperopt/config", Permission.TrainRead),
        Row("GET", "/api/hyperopt/search-space/{trainer}", Permission.TrainRead),
        Row("GET", "/api/hyperopt/history", Permission.TrainRead),
        Row("POST", "/api/hyperopt", Permission.TrainRun),
        Row("POST", "/api/hyperopt/apply", Permission.TrainRun),
        Row("GET", "/api/hyperopt/{study_id}", Permission.TrainRead),
        Row("POST", "/api/hyperopt/{study_id}/ask", Permission.TrainRun),
        Row("POST", "/api/hyperopt/{study_id}/tell", Permission.TrainRun),

        // Exploration
        Row("POST", "/api/clustering/run", Permission.TrainRun),
        Row("POST", "/api/anomaly/detect", Permission.TrainRun),
        Row("POST", "/api/visualization/pca", Permission.TrainRun),
        Row("POST", "/api/visualization/umap", Permission.TrainRun),
        Row("POST", "/api/forecast", Permission.TrainRun),
        Row("GET", "/api/analyses", Permission.TrainRead),
        Row("GET", "/api/analyses/methods", Permission.TrainRead),
        Row("GET", "/api/analyses/{analysis_id}", Permission.TrainRead),
        Row("GET", "/api/analyses/{analysis_id}/events", Permission.TrainRead),
        Row("GET", "/api/analyses/{analysis_id}/tables/{table}", Permission.DataRead),
        Row("GET", "/api/analyses/{analysis_id}/tables/{table}/export", Permission.DataRead),
        Row("POST", "/api/analyses/{analysis_id}/cancel", Permission.TrainRun),
        Row("DELETE", "/api/analyses/{analysis_id}", Permission.TrainRun),

        // Models
        Row("GET", "/api/models", Permission.ModelsRead),
        Row("GET", "/api/models/{id}", Permission.ModelsRead),
        Row("DELETE", "/api/models/{id}", Permission.ModelsWrite),
        Row("GET", "/api/models/{id}/versions", Permission.ModelsRead),
        Row("GET", "/api/models/{id}/metrics", Permission.ModelsRead),
        Row("GET", "/api/models/{id}/history", Permission.ModelsRead),
        Row("GET", "/api/models/{id}/download", Permission.ModelsExport),
        Row("GET", "/api/models/{id}/card", Permission.ModelsRead),
        Row("PUT", "/api/models/{id}/card", Permission.ModelsWrite),
        Row("POST", "/api/models/{id}/verify", Permission.ModelsRead),
        Row("POST", "/api/models/{id}/validate", Permission.ModelsPromote),
        Row("POST", "/api/models/{id}/promote", Permission.ModelsPromote),
        Row("POST", "/api/models/{id}/rollback", Permission.ModelsPromote),
        Row("POST", "/api/models/{id}/deprecate", Permission.ModelsPromote),
        Row("POST", "/api/models/{id}/retire", Permission.ModelsPromote),
        Row("POST", "/api/models/{id}/suspend", Permission.ModelsPromote),
        Row("POST", "/api/models/{id}/resume", Permission.ModelsPromote),
        Row("PUT", "/api/models/{id}/aliases/{alias}", Permission.ModelsWrite),
        Row("PUT", "/api/models/{id}/logging", Permission.ModelsWrite),

        // Predictions
        Row("POST", "/api/predict", Permission.PredictServe),
        Row("POST", "/api/predict/batch", Permission.PredictServe),
        Row("POST", "/api/predict/proba", Permission.PredictServe),
        Row("GET", "/api/predict/stats/{id}", Permission.MonitoringRead),
        Row("DELETE", "/api/predict/cache/{id}", Permission.ModelsWrite),

        // Drift
        Row("GET", "/api/monitoring/drift", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/drift/{model_id}", Permission.MonitoringRead),
        Row("PUT", "/api/monitoring/drift/{model_id}", Permission.MonitoringWrite),
        Row("POST", "/api/drift/detect", Permission.MonitoringRead),

        // Fairness
        Row("GET", "/api/monitoring/fairness", Permission.FairnessRead),
        Row("GET", "/api/fairness/report/{model_id}", Permission.FairnessRead),
        Row("POST", "/api/fairness/evaluate", Permission.FairnessRead),
        Row("POST", "/api/fairness/mitigate", Permission.FairnessRead),
        Row("PUT", "/api/monitoring/fairness/{model_id}", Permission.FairnessWrite),

        // Slo
        Row("GET", "/api/monitoring/slo", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/slo/{model_id}", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/slos", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/slos/{id}", Permission.MonitoringRead),
        Row("POST", "/api/monitoring/slos", Permission.MonitoringWrite),

        // Incidents
        Row("POST", "/api/security/incidents", Permission.IncidentsWrite),
        Row("GET", "/api/security/incidents", Permission.IncidentsRead),
        Row("GET", "/api/security/incidents/{id}", Permission.IncidentsRead),
        Row("PATCH", "/api/security/incidents/{id}/status", Permission.IncidentsWrite),
        Row("GET", "/api/security/incidents/summary", Permission.IncidentsRead),
        Row("GET", "/api/security/incidents/{id}/timeline", Permission.IncidentsRead),
        Row("PUT", "/api/security/incidents/{id}/assignee", Permission.IncidentsWrite),
        Row("PUT", "/api/security/incidents/{id}/postmortem", Permission.IncidentsWrite),
        Row("POST", "/api/security/incidents/{id}/action-items", Permission.IncidentsWrite),
        Row("PATCH", "/api/security/incidents/{id}/action-items/{item_id}", Permission.IncidentsWrite),
        Row("PUT", "/api/security/incidents/{id}/reporting", Permission.IncidentsWrite),
        Row("POST", "/api/security/incidents/{id}/reporting/reports", Permission.IncidentsWrite),
        Row("GET", "/api/security/on-call", Permission.IncidentsRead),
        Row("PUT", "/api/security/on-call", Permission.IncidentsWrite),

        // Notifications
        Row("POST", "/api/webhooks", Permission.MonitoringWrite),
        Row("GET", "/api/webhooks", Permission.MonitoringRead),
        Row("GET", "/api/webhooks/{id}", Permission.MonitoringRead),
        Row("DELETE", "/api/webhooks/{id}", Permission.MonitoringWrite),
        Row("GET", "/api/webhooks/{id}/deliveries", Permission.MonitoringRead),
        Row("POST", "/api/webhooks/{id}/deliveries/{delivery_id}/redeliver", Permission.MonitoringWrite),
        Row("POST", "/api/webhooks/{id}/test", Permission.MonitoringWrite),
        Row("POST", "/api/webhooks/{id}/secret", Permission.MonitoringWrite),
        Row("POST", "/api/webhooks/{id}/enable", Permission.MonitoringWrite),

        // Alerts
        Row("GET", "/api/monitoring/alerts", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/alerts/{id}", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/alert-rules", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/alert-rules/{id}", Permission.MonitoringRead),
        Row("PUT", "/api/monitoring/alert-rules/{id}", Permission.MonitoringWrite),
        Row("DELETE", "/api/monitoring/alert-rules/{id}", Permission.MonitoringWrite),
        Row("GET", "/api/monitoring/silences", Permission.MonitoringRead),
        Row("POST", "/api/monitoring/silences", Permission.MonitoringWrite),
        Row("DELETE", "/api/monitoring/silences/{id}", Permission.MonitoringWrite),

        // Audit
        Row("GET", "/api/audit/events", Permission.AuditRead),
        Row("GET", "/api/audit/predictions", Permission.AuditRead),
        Row("GET", "/api/audit/verify", Permission.AuditRead),
        Row("GET", "/api/audit/export", Permission.AuditRead),
    ];

    private static RouteRule Row(string method, string pattern, string permission) =>
        new(method, pattern, permission, permission == Permission.PredictServe ? RateClass.Serving : RateClass.General);

    private static RouteRule Public(string method, string pattern) => new(method, pattern, null, RateClass.Anonymous);

    /// <summary>For probes, which come often and from one address.</summary>
    private static RouteRule Probe(string method, string pattern) => new(method, pattern, null, RateClass.None);
}
