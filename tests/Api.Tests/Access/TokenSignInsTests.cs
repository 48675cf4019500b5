using System.Security.Claims;
using Kolosal.Access;
using Kolosal.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Api.Tests.Access;

/// <summary>A token that could not be told of is told of again, and counts once whatever became of the first telling.</summary>
public sealed class TokenSignInsTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_could_not_be_told_is_told_again_and_counts_once(bool answerLost)
    {
        var faults = new CallFaults(1);
        await using var silo = await PlatformSilo.StartAsync(faults: faults);
        using var instruments = new AccessInstruments();
        using var signIns = new TokenSignIns(silo.Grains, instruments, new FakeTimeProvider(Now), NullLogger<TokenSignIns>.Instance);
        string subject = $"ann-{answerLost}";
        var record = silo.Grains.SignInOf("ws", subject, SignInDoor.Token);

        // Counted, and nobody hears of it; or not counted at all.
        if (answerLost) faults.DropNextReply("ISignInGrain.NoteAsync");
        else silo.Silo.Storage.FailNextWrites(1);
        See(issued: 1);
        See(issued: 2);
        await signIns.TellAsync();
        Assert.Equal(answerLost ? 2L : null, (await record.GetAsync()).Value?.Times);

        // What comes meanwhile is told beside it, under a name of its own.
        See(issued: 3);
        await signIns.TellAsync();
        Assert.Equal(3, (await record.GetAsync()).Value!.Times);

        await signIns.TellAsync();
        Assert.Equal(3, (await record.GetAsync()).Value!.Times);

        void See(long issued) => signIns.Saw(
            new("ws", subject, [Role.Trainer]),
            new(new ClaimsIdentity([
                new("iat", $"{Now.ToUnixTimeSeconds() - issued}"), new("exp", $"{Now.AddHours(1).ToUnixTimeSeconds()}"),
            ])));
    }
}
