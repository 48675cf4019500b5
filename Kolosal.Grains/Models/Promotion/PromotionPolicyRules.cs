using System.Security.Cryptography;
using System.Text.Json;
using Kolosal.Access;

namespace Kolosal.Models;

/// <summary>What a promotion policy may say.</summary>
internal static class PromotionPolicyRules
{
    private static readonly string[] Severities = ["sev1", "sev2", "sev3", "sev4"];

    private static readonly string[] IncidentTypes = ["security", "availability", "data_loss", "performance", "drift", "fairness", "privacy"];

    /// <summary>Types of incidents that a newer version may end: what they stand against is the champion.</summary>
    public static ImmutableArray<string> Remediable { get; } = ["drift", "performance", "fairness"];

    /// <returns>What is wrong, by path; null when nothing is.</returns>
    public static Refusal? Refuse(PromotionPolicy policy)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        Need(policy.MetricName is null || policy.MetricThreshold is not null, "$.metric_threshold", "Another metric than the one searched by has no "
            + "prior model's score to compare with; declare a threshold.");
        Need(policy.MetricThreshold is not { } threshold || double.IsFinite(threshold), "$.metric_threshold", "Need a finite number.");
        Need(policy.MaxCalibrationError is >= 0 and <= 1, "$.max_calibration_error", "Need 0 to 1.");
        Need(policy.MaxLatencyMilliseconds is > 0 and <= 3_600_000, "$.max_latency_milliseconds", "Need more than 0, at most an hour.");
        Need(policy.Approvals is >= 1 and <= 10, "$.approvals", "Need 1 to 10 people: nobody promotes alone what they made.");
        Need(policy.ValidationMaxAgeHours is null or (>= 1 and <= 8_760), "$.validation_max_age_hours", "Need 1 to 8,760 hours.");
        Need(policy.ApproverRoles.All(role => RolePermissions.Grants([role], Permission.ModelsPromote)), "$.approver_roles",
            "Need roles that may promote: admin, trainer, reviewer.");
        Need(policy.IncidentSeverities.All(Severities.Contains), "$.incident_severities", $"Need some of {string.Join(", ", Severities)}.");
        Need(policy.IncidentTypes.All(IncidentTypes.Contains), "$.incident_types", $"Need some of {string.Join(", ", IncidentTypes)}.");
        return errors.Count == 0 ? null : new Refusal(RefusalKind.Invalid, "models.bad-policy", "The policy cannot be taken.", errors.ToImmutable());

        void Need(bool holds, string path, string message)
        {
            if (!holds) errors.TryAdd(path, message);
        }
    }

    /// <summary>The document's JSON, whose hash names it.</summary>
    public static string Hash(PromotionPolicy policy) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(policy, WireJson.Options)));
}
