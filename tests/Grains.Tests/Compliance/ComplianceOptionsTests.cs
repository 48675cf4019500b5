using System.ComponentModel.DataAnnotations;

namespace Kolosal.Compliance;

public sealed class ComplianceOptionsTests
{
    /// <summary>A change just behind an evaluation waits for the pause, then for the next look, and its red for the second answer.</summary>
    [Fact]
    public void By_default_a_failure_is_red_well_within_a_minute()
    {
        var options = new ComplianceOptions();
        Assert.InRange(options.PauseSeconds + options.WatchSeconds + options.ConfirmSeconds, 1, 45);
        Assert.InRange(options.EvaluateMinutes, 1, 60);
    }

    [Theory]
    [InlineData(nameof(ComplianceOptions.EvaluateMinutes), 1, 60)]
    [InlineData(nameof(ComplianceOptions.WatchSeconds), 1, 3_600)]
    [InlineData(nameof(ComplianceOptions.PauseSeconds), 1, 3_600)]
    [InlineData(nameof(ComplianceOptions.ConfirmSeconds), 1, 300)]
    [InlineData(nameof(ComplianceOptions.ActionDays), 1, 365)]
    [InlineData(nameof(ComplianceOptions.ReviewDays), 1, 365)]
    [InlineData(nameof(ComplianceOptions.DocumentMegabytes), 1, 16)]
    public void Each_bound_holds_on_both_sides(string name, int least, int most)
    {
        Assert.True(IsValid(name, least));
        Assert.True(IsValid(name, most));
        Assert.False(IsValid(name, least - 1));
        Assert.False(IsValid(name, most + 1));
    }

    [Theory]
    [InlineData("k", "ed25519", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", true)]
    [InlineData("", "ed25519", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("k", "ed25519", "AAAA", false)]
    [InlineData("k", "ed25519", "no base64", false)]
    [InlineData("k", "rsa", "AAAA", false)]
    [InlineData("k", "ecdsa-p256", "AAAA", false)]
    public void A_key_that_could_verify_nothing_ends_the_start(string id, string algorithm, string key, bool valid)
    {
        var options = new ComplianceOptions { FeedKeys = [new() { Id = id, Algorithm = algorithm, PublicKey = key }] };
        Assert.Equal(valid, !options.Validate(new(options)).Any());
    }

    private static bool IsValid(string name, int value)
    {
        var options = new ComplianceOptions();
        typeof(ComplianceOptions).GetProperty(name)!.SetValue(options, value);
        return Validator.TryValidateObject(options, new(options), null, validateAllProperties: true);
    }
}
