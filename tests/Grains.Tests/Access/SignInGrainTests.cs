using Kolosal.Compliance.Controls;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Access;

public sealed class SignInGrainTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider clock = new(Start);
    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(clock: clock, services: services => services.AddComplianceFacts());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_sign_in_counts_once_and_says_how_the_last_one_was()
    {
        var grain = silo.Grains.SignInOf("ws", "ann", SignInDoor.Token);
        Assert.Equal("access.no-sign-in", (await grain.GetAsync()).Refusal!.Code);
        await grain.NoteAsync(Note("a1", SignInDoor.Token, 3, 3, "pwd"));
        await grain.NoteAsync(Note("a1", SignInDoor.Token, 3, 3, "pwd"));
        clock.Advance(TimeSpan.FromMinutes(5));
        var read = (await grain.NoteAsync(Note("a2", SignInDoor.Token, 2, 0, "pwd", "otp"))).Value!;
        Assert.Equal((5L, 3L, false, Start, Start.AddMinutes(5), (DateTimeOffset?)Start),
            (read.Times, read.WeakTimes, read.Weak, read.FirstAt, read.LastAt, read.LastWeakAt));

        // Another door is another record, and a record is of its own person alone.
        Assert.Equal(1, (await silo.Grains.SignInOf("ws", "ann", SignInDoor.ConsoleKey).NoteAsync(Note("a3", SignInDoor.ConsoleKey, 1, 1)))
            .Value!.Times);
        Assert.Equal("access.wrong-sign-in", (await grain.NoteAsync(Note("a4", SignInDoor.ConsoleKey, 1, 1))).Refusal!.Code);
    }

    [Fact]
    public async Task An_admin_without_a_second_factor_is_red_until_they_come_back_with_one()
    {
        Assert.Equal(ControlState.NotApplicable, (await JudgeAsync()).State);
        var door = silo.Grains.SignInOf("ws", "ann", SignInDoor.ConsoleOidc);
        await door.NoteAsync(Note("a1", SignInDoor.ConsoleOidc, 1, 1, "pwd"));
        var red = await JudgeAsync();
        Assert.Equal(ControlState.Fail, red.State);
        Assert.Equal($"sign-ins/{SignInGrains.SignInId("ann", SignInDoor.ConsoleOidc)}", Assert.Single(red.Offenders).Id);
        await door.NoteAsync(Note("a2", SignInDoor.ConsoleOidc, 1, 0, "pwd", "otp"));
        Assert.Equal(ControlState.Pass, (await JudgeAsync()).State);

        // An API key is one factor, whoever holds it; it counts for a week.
        await silo.Grains.SignInOf("ws", "ann", SignInDoor.ConsoleKey).NoteAsync(Note("a3", SignInDoor.ConsoleKey, 1, 1));
        Assert.Equal(ControlState.Fail, (await JudgeAsync()).State);
        clock.Advance(TimeSpan.FromDays(7.1));
        Assert.Equal(ControlState.Pass, (await JudgeAsync()).State);

        await silo.Grains.SignInOf("ws", "ann", SignInDoor.Token).NoteAsync(Note("a5", SignInDoor.Token, 1, 0, "mfa") with { Minutes = 61 });
        Assert.Contains("61 minutes", Assert.Single((await JudgeAsync()).Offenders).Wrong, StringComparison.Ordinal);
    }

    private SignInNote Note(string attempt, SignInDoor door, long times, long weak, params string[] factors) =>
        new(attempt, "ann", ["admin"], door, [.. factors], times, weak, 60, clock.GetUtcNow());

    private async Task<Judgement> JudgeAsync() => RecordQueries.All.Single(query => query.Id == "Q44").Judge(
        await silo.Services.GetRequiredService<IFactsReader>().ReadAsync("ws", CancellationToken.None));
}
