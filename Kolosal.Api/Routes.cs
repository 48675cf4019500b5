using Kolosal.Access;
using Kolosal.Alerts;
using Kolosal.Audit;
using Kolosal.Backup;
using Kolosal.Chaos;
using Kolosal.Classification;
using Kolosal.Compliance;
using Kolosal.Compliance.Registers;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Explanations;
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
using Kolosal.Privacy;
using Kolosal.Quality;
using Kolosal.Referrals;
using Kolosal.Retraining;
using Kolosal.Security;
using Kolosal.Slo;
using Kolosal.Tracking;
using Kolosal.Trust;

namespace Kolosal;

/// <summary>The routes of every feature, one line each.</summary>
internal static class Routes
{
    public static WebApplication MapRoutes(this WebApplication app)
    {
        var routes = app.MapFrontDoor();
        routes.MapOperations();
        routes.MapAccess();
        routes.MapRoles();
        routes.MapAccessReviews();
        routes.MapSecurity();
        routes.MapSecrets();
        routes.MapDatasets();
        routes.MapPrivacy();
        routes.MapClassification();
        routes.MapDisclosures();
        routes.MapRegisters();
        routes.MapExperiments();
        routes.MapTracking();
        routes.MapMlflow();
        routes.MapStudies();
        routes.MapExploration();
        routes.MapReplays();
        routes.MapModelImports();
        routes.MapModels();
        routes.MapModelLifecycle();
        routes.MapModelOps();
        routes.MapQuality();
        routes.MapServingPlans();
        routes.MapPredictions();
        routes.MapOpenInference();
        routes.MapFeedback();
        routes.MapExplanations();
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
        routes.MapCompliance();
        routes.MapExplanationSamples();
        routes.MapEvidence();
        routes.MapAudit();
        routes.MapTrust();
        routes.MapBackup();
        routes.MapChaos();
        return app;
    }
}
