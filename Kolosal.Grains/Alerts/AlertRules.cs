using System.Text.RegularExpressions;

namespace Kolosal.Alerts;

/// <summary>What a rule and a silence must be like.</summary>
internal static partial class AlertRules
{
    private const int LongestWindow = 60, LongestBurnWindow = 4_320, LongestHold = 1_440, LongestCooldown = 10_080, MostNames = 50, MostMatchers = 10;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(30);
    private static readonly string[] Labels = ["rule", "model", "severity", "incident", "incident_type"];

    /// <summary>Null when the rule can be set.</summary>
    public static Refusal? Refuse(string id, AlertRuleSpec spec)
    {
        if (!RuleId().IsMatch(id)) return Bad("$.id", "Expected 1 to 64 of a-z, 0-9 and -.");
        if (spec.Title.Length is 0 or > 200) return Bad("$.title", "Expected 1 to 200 characters.");
        bool valued = spec.Kind is AlertKind.Threshold or AlertKind.Rate;
        if (valued != spec.Metric is not null)
            return Bad("$.metric", valued ? "A rule of this kind looks at a metric." : "Only threshold and rate look at a metric.");
        if (valued != spec.Comparison is not null)
            return Bad("$.comparison", valued ? "Expected above or below." : "Only threshold and rate compare.");
        if ((valued || spec.Kind == AlertKind.Burn) != spec.Limit is not null)
            return Bad("$.limit", valued || spec.Kind == AlertKind.Burn ? "Expected a number." : "A rule of this kind has no limit.");
        if (spec.Limit is { } limit && !double.IsFinite(limit)) return Bad("$.limit", "Expected a finite number.");
        int longest = spec.Kind == AlertKind.Burn ? LongestBurnWindow : LongestWindow;
        if (spec.WindowMinutes < 1 || spec.WindowMinutes > longest) return Bad("$.window_minutes", $"Expected 1 to {longest}.");
        if (spec.ForMinutes is < 0 or > LongestHold) return Bad("$.for_minutes", $"Expected 0 to {LongestHold}.");
        if (spec.CooldownMinutes is < 0 or > LongestCooldown) return Bad("$.cooldown_minutes", $"Expected 0 to {LongestCooldown}.");
        if (spec.Endpoints.Length > MostNames) return Bad("$.endpoints", $"Expected at most {MostNames}.");
        if (spec.Inhibits.Length > MostNames) return Bad("$.inhibits", $"Expected at most {MostNames}.");
        if (spec.Inhibits.Contains(id)) return Bad("$.inhibits", "A rule does not inhibit itself.");
        if (spec.Kind == AlertKind.Incident) return RefuseOfIncident(spec);
        return spec.IncidentTypes.Length + spec.IncidentSeverities.Length > 0
            ? Bad("$.incident_types", "Only a rule of kind incident chooses incidents.") : null;
    }

    /// <summary>Every change of an incident is told, for itself.</summary>
    private static Refusal? RefuseOfIncident(AlertRuleSpec spec)
    {
        if (spec.Raises is not null) return Bad("$.raises", "A rule about incidents raises none.");
        if (spec.CooldownMinutes > 0) return Bad("$.cooldown_minutes", "A rule about incidents tells of every change; expected 0.");
        return spec.GroupBy == AlertGrouping.Alert ? null : Bad("$.group_by", "A rule about incidents tells of each for itself; expected alert.");
    }

    /// <summary>Null when the silence can begin.</summary>
    public static Refusal? Refuse(SilenceSpec spec, DateTimeOffset now)
    {
        if (spec.Matchers.Length is 0 or > MostMatchers)
            return BadSilence("$.matchers", $"Expected 1 to {MostMatchers}; a silence without one mutes all.");
        for (int i = 0; i < spec.Matchers.Length; i++)
        {
            if (!Labels.Contains(spec.Matchers[i].Label))
                return BadSilence($"$.matchers[{i}].label", $"Expected one of {string.Join(", ", Labels)}.");
            if (spec.Matchers[i].Value.Length is 0 or > 200) return BadSilence($"$.matchers[{i}].value", "Expected 1 to 200 characters.");
        }

        if (spec.Until <= now || spec.Until > now + LongestSilence) return BadSilence("$.until", "Expected a time within the next 30 days.");
        return spec.Reason.Length is 0 or > 500 ? BadSilence("$.reason", "Expected 1 to 500 characters: who finds it must know why.") : null;
    }

    private static Refusal Bad(string path, string expected) => Refused("alerts.bad-rule", "The rule cannot be set.", path, expected);

    private static Refusal BadSilence(string path, string expected) => Refused("alerts.bad-silence", "The silence cannot begin.", path, expected);

    private static Refusal Refused(string code, string message, string path, string expected) =>
        new(RefusalKind.Invalid, code, message, ImmutableDictionary<string, string>.Empty.Add(path, expected));

    [GeneratedRegex(@"^[a-z0-9-]{1,64}\z")]
    private static partial Regex RuleId();
}
