using Kolosal.Access;
using Kolosal.Alerts;
using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Exploration;
using Kolosal.Fairness;
using Kolosal.Feedback;
using Kolosal.Http;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Monitoring;
using Kolosal.Notifications;
using Kolosal.Operations;
using Kolosal.Predictions;
using Kolosal.Referrals;
using Kolosal.Retraining;
using Kolosal.Slo;
using Kolosal.Tracking;

namespace Kolosal;

/// <summary>The routes of every feature, one line each.</summary>
internal static class Routes
{
    public static WebApplication MapRoutes(this WebApplication app)
    {
        var routes = app.MapFrontDoor();
        routes.MapOperations();
        routes.MapAccess();
        routes.MapDatasets();
        routes.MapExperiments();
        routes.MapTracking();
        routes.MapMlflow();
        routes.MapStudies();
        routes.MapExploration();
        routes.MapReplays();
        routes.MapModels();
        routes.MapServingPlans();
        routes.MapPredictions();
        routes.MapFeedback();
        routes.MapDrift();
        routes.MapDriftDetections();
        routes.MapFairness();
        routes.MapSlo();
        routes.MapMonitoring();
        routes.MapIncidents();
        routes.MapRetraining();
        routes.MapReferrals();
        routes.MapNotifications();
        routes.MapAlerts();
        routes.MapAudit();
        return app;
    }
}
