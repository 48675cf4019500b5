using Kolosal.Api.Tests.Models;

namespace Kolosal.Api.Tests.Backup;

/// <summary>The commands of <c>docs/backup.md</c>, in order and as they stand.</summary>
public sealed class BackupGuideTests : IAsyncLifetime
{
    private const string Guide = "docs/backup.md";

    private BackupApi host = null!;

    public Task InitializeAsync()
    {
        host = new BackupApi();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Every_command_of_the_guide_does_what_it_says()
    {
        string model = await host.ServeAsync();
        using HttpClient admin = host.WithKey(ApiHost.AdminKey), oper = host.WithKey(ApiHost.OperatorKey);
        for (int i = 0; i < 5; i++)
        {
            using var answer = await admin.PostAsync("/api/predict", ApiHost.Json(
                $$"""{"model_id":"{{model}}","rows":[{"x":0.{{i}},"c":"a"},{"x":1,"c":"b"}]}"""));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        var guide = new DocumentCommands(oper);
        var taken = await guide.RunAsync(Guide, "Take");
        Assert.Equal("in_progress", taken[0].GetProperty("status").GetString());
        var backup = await BackupApi.UntilAsync(oper, $"/api/backup/backups/{guide.Values["backup"]}",
            found => found.GetProperty("status").GetString() != "in_progress");
        Assert.Equal("completed", backup.GetProperty("status").GetString());
        Assert.True(backup.GetProperty("content").GetProperty("encrypted").GetBoolean());

        await guide.RunAsync(Guide, "Verify");
        var verified = await BackupApi.UntilAsync(oper, $"/api/backup/backups/{guide.Values["backup"]}",
            found => !found.GetProperty("verifying").GetBoolean());
        Assert.Equal("completed", verified.GetProperty("status").GetString());

        await guide.RunAsync(Guide, "Drill");
        var drill = await BackupApi.UntilAsync(oper, $"/api/backup/drills/{guide.Values["drill"]}",
            found => found.GetProperty("status").GetString() != "running");
        Assert.True(drill.GetProperty("status").GetString() == "passed", drill.ToString());
        Assert.Equal(10, drill.GetProperty("outcome").GetProperty("golden_rows").GetInt64());

        await guide.RunAsync(Guide, "Restore");
        var restored = await BackupApi.UntilAsync(oper, $"/api/backup/backups/{guide.Values["backup"]}",
            found => found.GetProperty("restore").GetProperty("status").GetString() != "in_progress");
        Assert.Equal("completed", restored.GetProperty("restore").GetProperty("status").GetString());
        Assert.True(File.Exists(Path.Combine(restored.GetProperty("restore").GetProperty("into").GetString()!, "kolosal.db")));

        var schedule = await guide.RunAsync(Guide, "Schedule");
        Assert.NotNull(schedule[1].GetProperty("next_backup_at").GetString());
        var outside = await guide.RunAsync(Guide, "Outside tools");
        Assert.Equal("completed", outside[3].GetProperty("restore").GetProperty("status").GetString());
        Assert.True(outside[3].GetProperty("external").GetBoolean());
    }
}
