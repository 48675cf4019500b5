using Kolosal.LogConsumers;

namespace Kolosal.Referrals;

/// <summary>How far a model's log was looked through. A crash repeats openings, which the referrals recognise.</summary>
[GenerateSerializer, Alias("kolosal.referral-intake-state")]
internal sealed class ReferralIntakeState : LogConsumerState
{
    /// <summary>Predictions referred.</summary>
    [Id(0)] public long Referred { get; set; }
}
