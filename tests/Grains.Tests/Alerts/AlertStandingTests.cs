namespace Kolosal.Alerts;

public class AlertStandingTests
{
    private static readonly DateTimeOffset T0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(5), Cooldown = TimeSpan.FromMinutes(30);

    [Fact]
    public void It_fires_only_after_having_been_bad_for_long_enough()
    {
        var pending = Walk(null, (0, true), (4, true));
        Assert.Equal((AlertPhase.Pending, T0), (pending!.Value.Phase, pending.Value.Since));
        var firing = Walk(pending, (5, true));
        Assert.Equal((AlertPhase.Firing, At(5)), (firing!.Value.Phase, firing.Value.FiredAt));
        Assert.Equal(firing, Walk(firing, (6, true)));
    }

    [Fact]
    public void A_good_moment_begins_the_wait_anew() => Assert.Equal(At(6), Walk(null, (0, true), (4, true), (5, false), (6, true), (10,
        true))!.Value.Since);

    [Fact]
    public void Without_a_wait_it_fires_at_once() =>
        Assert.Equal(AlertPhase.Firing, AlertStanding.Step(null, true, T0, TimeSpan.Zero)!.Value.Phase);

    [Fact]
    public void What_is_not_known_changes_nothing()
    {
        Assert.Null(AlertStanding.Step(null, null, T0, Hold));
        var firing = Walk(null, (0, true), (5, true));
        Assert.Equal(firing, AlertStanding.Step(firing, null, At(60), Hold));
    }

    [Fact]
    public void It_is_resolved_when_well_again_and_may_fire_again()
    {
        var resolved = Walk(null, (0, true), (5, true), (6, false));
        Assert.Equal((AlertPhase.Resolved, At(6)), (resolved!.Value.Phase, resolved.Value.ResolvedAt));
        var again = Walk(resolved, (7, true), (12, true));
        Assert.Equal((AlertPhase.Firing, At(12), null), (again!.Value.Phase, again.Value.FiredAt, again.Value.ResolvedAt));

        // A relapse that passes before it fires leaves it as it was.
        var relapse = Walk(resolved, (7, true), (8, false));
        Assert.Equal((AlertPhase.Resolved, At(6), At(5)), (relapse!.Value.Phase, relapse.Value.Since, relapse.Value.FiredAt));
    }

    [Fact]
    public void A_firing_is_told_once_and_so_is_its_end()
    {
        var firing = Walk(null, (0, true), (5, true))!.Value;
        Assert.True(firing.OwesFiring(At(5), Cooldown));
        var told = firing.ToldFiring(At(5));
        Assert.False(told.OwesFiring(At(100), Cooldown));
        var resolved = Walk(told, (101, false))!.Value;
        Assert.True(resolved.OwesResolution);
        Assert.False(resolved.ToldResolution().OwesResolution);
    }

    [Fact]
    public void What_was_not_told_is_not_told_to_be_over() => Assert.False(Walk(null, (0, true), (5, true), (6, false))!.Value.OwesResolution);

    [Fact]
    public void Within_the_cooldown_a_second_firing_waits_and_is_told_if_it_lasts()
    {
        var told = Walk(null, (0, true), (5, true))!.Value.ToldFiring(At(5));
        var again = Walk(told, (6, false), (7, true), (12, true))!.Value;
        Assert.False(again.OwesFiring(At(34), Cooldown));
        Assert.True(again.OwesFiring(At(35), Cooldown));
        Assert.False(Walk(again, (20, false))!.Value.OwesResolution);
    }

    private static AlertStanding? Walk(AlertStanding? from, params (int Minute, bool Bad)[] steps) =>
        steps.Aggregate(from, (standing, step) => AlertStanding.Step(standing, step.Bad, At(step.Minute), Hold));

    private static DateTimeOffset At(int minute) => T0.AddMinutes(minute);
}
