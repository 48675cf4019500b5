using System.ComponentModel.DataAnnotations;
using Kolosal.Http;
using Microsoft.Extensions.Options;

namespace Kolosal.Api.Tests.Http;

public sealed class ServingLoadTests
{
    private static readonly Principal Ann = new("ws", "ann", []), Bob = new("ws", "bob", []), Namesake = new("other", "ann", []);

    [Fact]
    public void Beyond_the_bound_a_prediction_is_asked_to_come_again_and_telemetry_before_it()
    {
        using var load = Load(new() { MaxPredictions = 4, MaxPredictionsPerPrincipal = 4, ShedTelemetryPercent = 50, RetryAfterSeconds = 3 });
        Assert.Null(load.RefuseTelemetry());
        var tickets = new List<ServingLoad.Ticket>();
        for (int i = 0; i < 4; i++)
        {
            Assert.Null(load.TryBegin(Ann, out var ticket));
            tickets.Add(ticket);

            // Half of four is two.
            Assert.Equal(i >= 1, load.RefuseTelemetry() is { Status: 503, Code: "overloaded.telemetry", RetryAfterSeconds: 6 });
        }
        var refused = load.TryBegin(Bob, out var none)!;
        Assert.Equal((503, "predict.overloaded", 3), (refused.Status, refused.Code, refused.RetryAfterSeconds!.Value));
        none.Dispose();
        Assert.Equal(4, load.UnderWay);
        tickets[0].Dispose();
        Assert.Null(load.TryBegin(Bob, out _));
    }

    [Fact]
    public void One_principal_leaves_room_for_others()
    {
        using var load = Load(new() { MaxPredictions = 10, MaxPredictionsPerPrincipal = 2 });
        Assert.Null(load.TryBegin(Ann, out var first));
        Assert.Null(load.TryBegin(Ann, out _));
        Assert.Equal((429, "predict.too-many"), load.TryBegin(Ann, out _) is { } refused ? (refused.Status, refused.Code) : default);
        Assert.Null(load.TryBegin(Bob, out _));
        Assert.Null(load.TryBegin(Namesake, out _)); // of another workspace, so another principal
        first.Dispose();
        Assert.Null(load.TryBegin(Ann, out _));
        Assert.Equal(4, load.UnderWay);
    }

    [Theory]
    [InlineData(nameof(OverloadOptions.MaxPredictions), 1, 1_000_000), InlineData(nameof(OverloadOptions.MaxPredictionsPerPrincipal), 1, 1_000_000)]
    [InlineData(nameof(OverloadOptions.ShedTelemetryPercent), 1, 100), InlineData(nameof(OverloadOptions.RetryAfterSeconds), 1, 600)]
    public void Options_hold_their_bounds(string name, int low, int high)
    {
        foreach (var (value, valid) in (ReadOnlySpan<(int, bool)>)[(low - 1, false), (low, true), (high, true), (high + 1, false)])
        {
            var options = new OverloadOptions();
            typeof(OverloadOptions).GetProperty(name)!.SetValue(options, value);
            Assert.Equal(valid, Validator.TryValidateObject(options, new(options), null, validateAllProperties: true));
        }
    }

    private static ServingLoad Load(OverloadOptions options) => new(new Fixed(options));

    private sealed class Fixed(OverloadOptions value) : IOptionsMonitor<OverloadOptions>
    {
        public OverloadOptions CurrentValue => value;

        public OverloadOptions Get(string? name) => value;

        public IDisposable? OnChange(Action<OverloadOptions, string?> listener) => null;
    }
}
