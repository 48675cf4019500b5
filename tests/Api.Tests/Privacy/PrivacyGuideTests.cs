namespace Kolosal.Api.Tests.Privacy;

/// <summary>The page on privacy, line by line.</summary>
public sealed class PrivacyGuideTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Guide = "docs/privacy.md";

    [Fact]
    public async Task The_lines_of_the_guide_do_what_it_says()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        var guide = new DocumentCommands(admin);
        await guide.RunAsync(Guide, "1. Find personal data");
        await guide.RunAsync(Guide, "2. Class it");
        var made = await guide.RunAsync(Guide, "3. Make it anonymous");
        Assert.True(made[0].GetProperty("after").GetProperty("k").GetInt32() >= 10);
        var asked = await guide.RunAsync(Guide, "4. Ask with noise");
        Assert.Equal(0.7, asked[^1].GetProperty("remaining_epsilon").GetDouble(), 9);
        var kept = await guide.RunAsync(Guide, "5. Keep it no longer than needed");
        Assert.Empty(kept[3].GetProperty("purged").EnumerateArray());
        var erased = await guide.RunAsync(Guide, "6. Take a person out");
        Assert.True(erased[^1].GetProperty("complete").GetBoolean());
    }
}
