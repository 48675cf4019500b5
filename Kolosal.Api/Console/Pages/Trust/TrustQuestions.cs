using System.Globalization;
using System.Text.Json;
using Kolosal.WebConsole.Components;

namespace Kolosal.WebConsole.Pages.Trust;

/// <summary>What the overview asks, in the order in which it shows the answers.</summary>
internal static class TrustQuestions
{
    private const string Security = "/api/security/status", Report = "/api/compliance/report";

    public static readonly ImmutableArray<TrustQuestion> All =
    [
        new("Proof", "Audit chain", "audit.read", "/api/audit/verify", "audit", chain => new(chain.Flag("valid") ? "verified" : "broken",
            chain.Flag("valid") ? "good" : "bad", chain.Text("fault") ?? $"{Show.Number(chain.Number("entries"))} entries, checked now")),
        new("Proof", "Controls that pass", "compliance.read", Report, "compliance", report => Controls(report, "pass")),
        new("Proof", "Controls that fail", "compliance.read", Report, "compliance?status=fail", report => Controls(report, "fail")),
        new("Proof", "Controls gone stale", "compliance.read", Report, "compliance?status=stale", report => Controls(report, "stale")),
        new("Proof", "Evidence to review", "compliance.read", "/api/compliance/evidence/due-reviews", "compliance/evidence",
            due => TrustAnswer.Count(due.Number("total") ?? due.Items("items").Length, "warn")),
        new("Proof", "Backups", "backup.read", "/api/backup/backups?status=completed&limit=1&sort=-started_at", "backups", Backup),

        new("Incidents", "Open incidents", "incidents.read", "/api/security/incidents/summary", "incidents?status=open",
            summary => TrustAnswer.Count(summary.Number("open"))),
        new("Incidents", "Reports overdue", "incidents.read", "/api/security/incidents/summary", "incidents",
            summary => TrustAnswer.Count(summary.Number("reports_overdue"), note: $"{summary.Text("reports_due")} due")),
        new("Incidents", "Open security events", "access.read", Security, "security-events?status=open",
            status => TrustAnswer.Count(status.Number("security_events.open"), "warn",
                $"{status.Text("security_events.open_critical")} critical, {status.Text("security_events.open_high")} high")),
        new("Incidents", "Open drift detections", "incidents.read", "/api/modelops/drift-detections?status=open&limit=1",
            "drift?status=open#detections", list => TrustAnswer.Count(list.Number("total"), "warn")),

        new("Access", "Failed sign-ins", "access.read", Security, "security-events?type=login_failure",
            status => TrustAnswer.Count(status.Number("login_failures"), "warn", Since(status))),
        new("Access", "Refused requests", "access.read", Security, "security-events?type=unauthorized_access",
            status => TrustAnswer.Count(status.Number("refused_requests"), "warn", Since(status))),
        new("Access", "API keys", "access.read", Security, "access",
            status => new(status.Text("api_keys"), Note: $"{status.Text("principals")} principals")),
        new("Access", "Reviews waiting", "access.read", Security, "access?tab=reviews",
            status => TrustAnswer.Count(status.Number("pending_reviews"), "warn", $"{status.Text("unjustified_reviews")} ask for reasons")),
        new("Access", "Secrets to rotate", "access.read", "/api/security/secret-rotations/due", "access?tab=secrets", due =>
            TrustAnswer.Count(due.Items("items").Length, due.Items("items").Any(secret => secret.Flag("overdue")) ? "bad" : "warn",
                $"{due.Items("items").Count(secret => secret.Flag("overdue"))} overdue")),

        new("Data and people", "Classified assets", "privacy.read", "/api/compliance/data-classification?limit=1", "privacy",
            list => new(list.Text("total"))),
        new("Data and people", "Past their retention", "privacy.read", "/api/privacy/retention", "privacy?tab=retention",
            retention => TrustAnswer.Count(retention.Items("due").Length, "warn", $"{retention.Items("held").Length} on hold")),
        new("Data and people", "Erasures incomplete", "privacy.read", "/api/privacy/erasures?complete=false&limit=1", "privacy?tab=erasures",
            list => TrustAnswer.Count(list.Number("total"))),
        new("Data and people", "Referred to a person", "review.read", "/api/review/referrals?status=open&limit=1", "referrals?status=open",
            list => TrustAnswer.Count(list.Number("total"), "warn", "waiting for a decision")),

        new("Models", "Models watched", "monitoring.read", "/api/monitoring/dashboard?limit=1", "watching",
            board => new(board.Text("summary.models"))),
        new("Models", "Drifted", "monitoring.read", "/api/monitoring/dashboard?limit=1", "drift",
            board => TrustAnswer.Count(board.Number("summary.drifted"))),
        new("Models", "Unfair", "monitoring.read", "/api/monitoring/dashboard?limit=1", "fairness",
            board => TrustAnswer.Count(board.Number("summary.unfair"))),
        new("Models", "Objectives breached", "monitoring.read", "/api/monitoring/dashboard?limit=1", "slo?status=breached",
            board => TrustAnswer.Count(board.Number("summary.slo_breached"))),
        new("Models", "Regression tests failing", "quality.read", "/api/quality/regression-tests?result=fail&limit=1", "regression-tests?result=fail",
            list => TrustAnswer.Count(list.Number("total"))),
    ];

    private static TrustAnswer Controls(JsonElement report, string status)
    {
        var counts = report.Items("frameworks").Select(framework => framework.At("counts")).ToArray();
        double count = counts.Sum(of => of.Number(status) ?? 0), all = counts.Sum(of => of.AsMembers().Sum(member => member.Value.AsNumber() ?? 0));
        if (report.Text("evaluated_at") is null) return new(null, Note: "never evaluated");
        string note = $"of {Show.Number(all)} in {counts.Length} frameworks";
        return status == "pass"
            ? new(Show.Number(count), count == all ? "good" : "plain", note) : TrustAnswer.Count(count, status == "fail" ? "bad" : "warn", note);
    }

    private static TrustAnswer Backup(JsonElement list) => list.Items("items") is [var last, ..]
        ? new(last.Has("verified_at") ? "verified" : "not verified", last.Has("verified_at") ? "good" : "warn",
            $"last of {Show.Number(list.Number("total"))}, {Minute(last, "started_at")}")
        : new("none", "bad", "take one on the backups page");

    private static string Since(JsonElement status) =>
        $"since {Minute(status, "since")}";

    private static string? Minute(JsonElement document, string member) =>
        document.Time(member)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
