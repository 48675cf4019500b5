using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Referrals;

/// <summary>A wish that a person look at a prediction.</summary>
/// <param name="PredictionId">As the prediction's answer named it.</param>
/// <param name="Note">Why.</param>
/// <param name="DecideWithinMinutes">Time in which a person decides; the model's rule, or a day, when not given.</param>
internal sealed record ReferPredictionRequest(
    [property: JsonRequired] string PredictionId, [property: DataType(DataType.MultilineText), MaxLength(4_000)] string Note,
    int? DecideWithinMinutes = null);

/// <summary>A person's decision.</summary>
/// <param name="Verdict"><c>upheld</c> or <c>overridden</c>.</param>
/// <param name="Reasons">Why, in words.</param>
/// <param name="Actual">What holds instead: a class as in the training file, or a number as text; needed to override.</param>
internal sealed record DecideReferralRequest(
    [property: JsonRequired] ReferralStatus Verdict, [property: DataType(DataType.MultilineText), MaxLength(4_000)] string Reasons,
    string? Actual = null);
