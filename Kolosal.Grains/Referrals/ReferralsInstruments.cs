using System.Diagnostics.Metrics;
using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Referrals;

/// <summary>Meter <c>Kolosal.Referrals</c>: what is referred, what people make of it, and how long they take.</summary>
public sealed class ReferralsInstruments : LogConsumerInstruments
{
    private readonly Counter<long> opened, closed;
    private readonly Histogram<double> took;

    public ReferralsInstruments()
        : base("Referrals")
    {
        opened = Meter.CreateCounter<long>(
            $"{Prefix}.opened", "{referral}", "Predictions that were referred to a person, by reason; one may have many.");
        closed = Meter.CreateCounter<long>($"{Prefix}.closed", "{referral}", "Referrals that are over, by outcome: upheld, overridden or expired.");
        took = Meter.CreateHistogram<double>($"{Prefix}.time_to_decide", "s", "From the opening of a referral to a person's decision.");
    }

    internal void Opened(ReferralReasons reasons)
    {
        foreach (string word in ReferralState.Say(reasons)) opened.Add(1, new KeyValuePair<string, object?>("reason", word));
    }

    internal void Decided(ReferralStatus outcome, TimeSpan? after)
    {
        closed.Add(1, new KeyValuePair<string, object?>("outcome", WireJson.Word(outcome)));
        if (after is { } time) took.Record(time.TotalSeconds);
    }
}
