namespace Kolosal.Access;

/// <summary>Routes of watching, and what follows from it.</summary>
internal static partial class RouteTable
{
    private static RouteRule[] Monitoring =>
    [
        // Drift
        Row("GET", "/api/monitoring/drift", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/drift/{model_id}", Permission.MonitoringRead),
        Row("PUT", "/api/monitoring/drift/{model_id}", Permission.MonitoringWrite),
        Row("POST", "/api/drift/detect", Permission.MonitoringRead),
        Row("POST", "/api/modelops/drift-detections", Permission.IncidentsWrite),
        Row("GET", "/api/modelops/drift-detections", Permission.IncidentsRead),
        Row("GET", "/api/modelops/drift-detections/{id}", Permission.IncidentsRead),
        Row("PATCH", "/api/modelops/drift-detections/{id}/status", Permission.IncidentsWrite),

        // Fairness
        Row("GET", "/api/monitoring/fairness", Permission.FairnessRead),
        Row("GET", "/api/monitoring/fairness/{model_id}", Permission.FairnessRead),
        Row("GET", "/api/fairness/report/{model_id}", Permission.FairnessRead),
        Row("POST", "/api/fairness/bias-scan", Permission.FairnessRead),
        Row("POST", "/api/fairness/evaluate", Permission.FairnessRead),
        Row("POST", "/api/fairness/mitigate", Permission.FairnessRead),
        Row("PUT", "/api/monitoring/fairness/{model_id}", Permission.FairnessWrite),

        // Slo
        Row("GET", "/api/monitoring/slo", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/slo/{model_id}", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/slos", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/slos/{id}", Permission.MonitoringRead),
        Row("POST", "/api/monitoring/slos", Permission.MonitoringWrite),

        // Monitoring
        Row("GET", "/api/monitoring/dashboard", Permission.MonitoringRead),
        Row("GET", "/api/monitoring/events", Permission.MonitoringRead),

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

        // Retraining
        Row("GET", "/api/retraining", Permission.TrainRead),
        Row("GET", "/api/retraining/policies", Permission.TrainRead),
        Row("GET", "/api/retraining/policies/{model_id}", Permission.TrainRead),
        Row("PUT", "/api/retraining/policies/{model_id}", Permission.TrainRun),
        Row("DELETE", "/api/retraining/policies/{model_id}", Permission.TrainRun),
        Row("POST", "/api/retraining/{model_id}/start", Permission.TrainRun),
        Row("GET", "/api/retraining/{id}", Permission.TrainRead),
        Row("POST", "/api/retraining/{id}/accept", Permission.ModelsPromote),
        Row("POST", "/api/retraining/{id}/reject", Permission.ModelsPromote),
        Row("POST", "/api/retraining/{id}/cancel", Permission.TrainRun),
    ];
}
