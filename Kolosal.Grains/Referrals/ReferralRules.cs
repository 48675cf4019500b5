using System.Globalization;

namespace Kolosal.Referrals;

/// <summary>What a decision and a request must hold.</summary>
internal static class ReferralRules
{
    public const int MostText = 4_000, LongestMinutes = 129_600, UsualMinutes = 1_440;

    public static Refusal? Refuse(ReferralDecision decision, ReferralOpening opening)
    {
        var wrong = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(decision.Reasons) || decision.Reasons.Length > MostText)
            wrong["$.reasons"] = $"Expected why it is decided so, in 1 to {MostText} characters.";
        switch (decision.Verdict)
        {
            case ReferralStatus.Upheld when decision.Actual is not null && decision.Actual != opening.Prediction:
                wrong["$.actual"] = $"To uphold is to leave the prediction '{opening.Prediction}' as it is; override it to say another.";
                break;
            case ReferralStatus.Overridden when decision.Actual is null:
                wrong["$.actual"] = "Expected what holds instead of the prediction, got nothing.";
                break;
            case ReferralStatus.Overridden when decision.Actual == opening.Prediction:
                wrong["$.actual"] = "That is what was predicted; uphold it.";
                break;
            case ReferralStatus.Overridden when !IsAnswer(decision.Actual!, opening.Classes):
                wrong["$.actual"] = opening.Classes.IsEmpty ? "Expected a finite number such as 12.5."
                    : $"Expected a class as in the training file: {string.Join(", ", opening.Classes.Take(10).Select(label => $"'{label}'"))}.";
                break;
            case ReferralStatus.Upheld or ReferralStatus.Overridden:
                break;
            default:
                wrong["$.verdict"] = "Expected 'upheld' or 'overridden'.";
                break;
        }
        return wrong.Count == 0 ? null : new(
            RefusalKind.Unprocessable, "referrals.bad-decision", "It cannot be decided so; nothing was changed.", wrong.ToImmutable());
    }

    public static Refusal? Refuse(ReferralRequest request)
    {
        var wrong = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!Events.PredictionId.TryParse(request.PredictionId, out _))
            wrong["$.prediction_id"] = "Expected a prediction's id as its answer named it: prd_, 32 hexadecimal digits, _ and the row's number.";
        if (string.IsNullOrWhiteSpace(request.Note) || request.Note.Length > MostText)
            wrong["$.note"] = $"Expected why a person should look at it, in 1 to {MostText} characters.";
        if (request.DecideWithinMinutes is < 1 or > LongestMinutes)
            wrong["$.decide_within_minutes"] = $"Expected minutes, 1 to {LongestMinutes} (90 days).";
        return wrong.Count == 0 ? null : new(
            RefusalKind.Unprocessable, "referrals.bad-request", "It cannot be referred so; nothing was changed.", wrong.ToImmutable());
    }

    private static bool IsAnswer(string text, ImmutableArray<string> classes) => classes.IsEmpty
        ? double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
        : classes.Contains(text, StringComparer.Ordinal);
}
