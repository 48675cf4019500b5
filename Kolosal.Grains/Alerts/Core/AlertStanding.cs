namespace Kolosal.Alerts;

/// <summary>One alert's way from pending to firing to resolved, and whether that was told. Pure: every step is a new value.</summary>
/// <remarks>States and the pause before firing are Prometheus' (inactive, pending, firing; <c>for</c>); the cooldown counts between
/// notifications.</remarks>
/// <param name="Phase">Where it stands.</param>
/// <param name="Since">When it became that.</param>
/// <param name="FiredAt">When it last began to fire; null before.</param>
/// <param name="ResolvedAt">When it was last well again; null while it fires.</param>
/// <param name="NotifiedAt">When somebody was last told that it fires.</param>
/// <param name="NotifiedFor">The <paramref name="FiredAt"/> that was told of; null for none.</param>
/// <param name="ResolutionTold">Whether that firing's end was told.</param>
internal readonly record struct AlertStanding(
    AlertPhase Phase, DateTimeOffset Since, DateTimeOffset? FiredAt = null, DateTimeOffset? ResolvedAt = null, DateTimeOffset? NotifiedAt = null,
    DateTimeOffset? NotifiedFor = null, bool ResolutionTold = false)
{
    /// <summary>What one evaluation makes of it.</summary>
    /// <param name="standing">Where it stood; null when all was well.</param>
    /// <param name="bad">What was found; null when nothing can be said, which changes nothing.</param>
    /// <param name="now">When.</param>
    /// <param name="hold">How long it must be bad before it fires.</param>
    /// <returns>Null when all is well and there was nothing to end.</returns>
    public static AlertStanding? Step(AlertStanding? standing, bool? bad, DateTimeOffset now, TimeSpan hold)
    {
        if (bad is null) return standing;
        if (standing is not { } stood) return bad.Value ? new AlertStanding(AlertPhase.Pending, now).Ripen(now, hold) : null;
        return (stood.Phase, bad.Value) switch
        {
            (AlertPhase.Pending, true) => stood.Ripen(now, hold),

            // It never fired this time: what it was before is gone with it, but for the pause between notifications.
            (AlertPhase.Pending, false) => stood.FiredAt is null ? null : stood with { Phase = AlertPhase.Resolved, Since = stood.ResolvedAt ?? now },
            (AlertPhase.Firing, false) => stood with { Phase = AlertPhase.Resolved, Since = now, ResolvedAt = now },
            (AlertPhase.Resolved, true) => (stood with { Phase = AlertPhase.Pending, Since = now }).Ripen(now, hold),
            _ => stood,
        };
    }

    /// <summary>Whether somebody is to be told now that it fires: once a firing, and not within the cooldown of the one before.</summary>
    public bool OwesFiring(DateTimeOffset now, TimeSpan cooldown) =>
        Phase == AlertPhase.Firing && NotifiedFor != FiredAt && (NotifiedAt is not { } told || now - told >= cooldown);

    /// <summary>Whether somebody is to be told that it is over: of a firing that was told of, once.</summary>
    public bool OwesResolution => Phase == AlertPhase.Resolved && NotifiedFor is not null && NotifiedFor == FiredAt && !ResolutionTold;

    public AlertStanding ToldFiring(DateTimeOffset now) => this with { NotifiedAt = now, NotifiedFor = FiredAt, ResolutionTold = false };

    public AlertStanding ToldResolution() => this with { ResolutionTold = true };

    private AlertStanding Ripen(DateTimeOffset now, TimeSpan hold) =>
        now - Since >= hold ? this with { Phase = AlertPhase.Firing, FiredAt = now, Since = now, ResolvedAt = null } : this;
}
