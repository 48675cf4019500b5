namespace Kolosal.Access;

/// <summary>Routes of predictions, what came of them, and why.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Serving =>
    [
        // Predictions
        Row("POST", "/api/predict", Permission.PredictServe),
        Row("POST", "/api/predict/batch", Permission.PredictServe),
        Row("POST", "/api/predict/proba", Permission.PredictServe),
        Row("GET", "/api/predict/stats/{id}", Permission.MonitoringRead),
        Row("DELETE", "/api/predict/cache/{id}", Permission.ModelsWrite),
        Row("GET", "/api/predict/traffic/{id}", Permission.MonitoringRead),

        // Predictions, by the Open Inference Protocol
        Row("GET", "/v2", Permission.Authenticated),
        Probe("GET", "/v2/health/live"),
        Probe("GET", "/v2/health/ready"),
        Row("GET", "/v2/models/{name}", Permission.PredictServe),
        Row("GET", "/v2/models/{name}/ready", Permission.PredictServe),
        Row("POST", "/v2/models/{name}/infer", Permission.PredictServe),
        Row("GET", "/v2/models/{name}/versions/{version}", Permission.PredictServe),
        Row("GET", "/v2/models/{name}/versions/{version}/ready", Permission.PredictServe),
        Row("POST", "/v2/models/{name}/versions/{version}/infer", Permission.PredictServe),
        Probe("POST", "/inference.GRPCInferenceService/ServerLive"),
        Probe("POST", "/inference.GRPCInferenceService/ServerReady"),
        Row("POST", "/inference.GRPCInferenceService/ServerMetadata", Permission.Authenticated),
        Row("POST", "/inference.GRPCInferenceService/ModelReady", Permission.PredictServe),
        Row("POST", "/inference.GRPCInferenceService/ModelMetadata", Permission.PredictServe),
        Row("POST", "/inference.GRPCInferenceService/ModelInfer", Permission.PredictServe),

        // Feedback
        Row("POST", "/api/predict/feedback", Permission.PredictServe),
        Row("GET", "/api/monitoring/performance", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/performance/{model_id}", Permission.MonitoringRead),
        Row("PUT", "/api/monitoring/performance/{model_id}", Permission.MonitoringWrite),

        // Explanations
        Row("POST", "/api/explain/local", Permission.ExplainRead),
        Row("POST", "/api/explain/reasons", Permission.ExplainRead),
        Row("POST", "/api/explain/decision-path", Permission.ExplainRead),
        Row("POST", "/api/explain/counterfactual", Permission.ExplainRead),
        Row("POST", "/api/explain/partial-dependence", Permission.ExplainRead),
        Row("POST", "/api/explain/importance", Permission.ExplainRead),
        Row("POST", "/api/explain/global", Permission.ExplainRead),
        Row("GET", "/api/explain/reasons/{model_id}", Permission.ExplainRead),
        Row("PUT", "/api/explain/reasons/{model_id}", Permission.ModelsWrite),
        Row("GET", "/api/explain/jobs", Permission.ExplainRead),
        Row("GET", "/api/explain/jobs/{explanation_id}", Permission.ExplainRead),
        Row("GET", "/api/explain/jobs/{explanation_id}/result", Permission.ExplainRead),
        Row("GET", "/api/explain/jobs/{explanation_id}/events", Permission.ExplainRead),
        Row("POST", "/api/explain/jobs/{explanation_id}/cancel", Permission.ExplainRead),
        Row("DELETE", "/api/explain/jobs/{explanation_id}", Permission.ExplainRead),
        Row("GET", "/api/insights/model-structure", Permission.ModelsRead),
        Row("GET", "/api/insights/evaluation", Permission.ModelsRead),

        // Referrals
        Row("POST", "/api/review/referrals", Permission.PredictServe),
        Row("GET", "/api/review/referrals", Permission.ReviewRead),
        Row("GET", "/api/review/referrals/levels", Permission.ReviewRead),
        Row("GET", "/api/review/referrals/{id}", Permission.ReviewRead),
        Row("POST", "/api/review/referrals/{id}/decision", Permission.ReviewDecide),
    ];
}
