using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Security;

/// <summary>The commands of <c>docs/trust.md</c>, in order and as they stand.</summary>
public sealed class TrustGuideTests : IAsyncLifetime
{
    private const string Guide = "docs/trust.md";

    private ApiHost host = null!;

    public Task InitializeAsync()
    {
        host = new ApiHost();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Every_command_of_the_guide_does_what_it_says()
    {
        using var admin = host.WithKey(ApiHost.AdminKey);
        using (await admin.PostAsync("/api/data/sample/iris", null)) { }
        var guide = new DocumentCommands(admin);
        var trail = await guide.RunAsync(Guide, "1. The trail and its proofs");
        Assert.True(trail[1].GetProperty("valid").GetBoolean());
        Assert.Equal("Case 12", trail[5].GetProperty("hold").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, trail[^1].GetProperty("hold").ValueKind);
        Assert.Equal(trail[1].GetProperty("entries").GetInt64(), trail[4].GetProperty("to").GetInt64());

        var keys = await guide.RunAsync(Guide, "3. Keys");
        Assert.Equal("success", keys[0].GetProperty("outcome").GetString());
        Assert.Equal("warehouse", keys[2].GetProperty("items")[0].GetProperty("name").GetString());
        Assert.NotEqual(keys[3].GetProperty("api_key").GetString(), keys[4].GetProperty("api_key").GetString());

        var reviews = await guide.RunAsync(Guide, "4. Reviews of access");
        Assert.Equal(1, reviews[2].GetProperty("total").GetInt32());
        var events = await guide.RunAsync(Guide, "5. Security events");
        Assert.Equal("resolved", events[3].GetProperty("status").GetString());

        var access = await guide.RunAsync(Guide, "6. Who gets in, and what they may");
        Assert.Equal("releaser", access[1].GetProperty("key").GetProperty("roles")[0].GetString());
        Assert.Equal(2, access[2].GetProperty("permissions").GetArrayLength());
    }
}
