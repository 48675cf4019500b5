using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>The disk fills and is freed again: every answer says so, readiness says so, and the server goes on by itself.</summary>
public sealed class FullDiskIsToldAndSurvived(SampleInstallation sample) : IClassFixture<SampleInstallation>
{
    [TmpfsFact]
    public async Task Nothing_needs_a_restart_once_there_is_space_again()
    {
        using var disk = new Tmpfs(megabytes: 64);
        sample.CopyTo(disk.Path);
        using var server = await ServerProcess.StartAsync(disk.Path);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        long acknowledged = SampleInstallation.Predictions;
        disk.Fill();
        var predicting = await RefusedAsync(async () =>
        {
            while (true)
            {
                await sample.PredictAsync(admin, SampleInstallation.Model);
                acknowledged++;
            }
        });
        Assert.Equal((503, "storage.full"), (predicting.Status, predicting.Code));
        var uploading = await RefusedAsync(() => admin.UploadAsync("more.csv", string.Concat(Enumerable.Repeat(sample.Csv, 500))));
        Assert.Equal((507, "storage.full"), (uploading.Status, uploading.Code));
        var ready = await RefusedAsync(() => admin.GetAsync("/health/ready"));
        Assert.Equal(503, ready.Status);
        Assert.Contains("storage.full", ready.Message, StringComparison.Ordinal);
        await admin.GetAsync("/api/models");

        disk.Free();
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await sample.PredictAsync(admin, SampleInstallation.Model);
                acknowledged++;
                return true;
            }
            catch (RefusedException)
            {
                return false;
            }
        });
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return (await admin.GetAsync("/health/ready")).GetProperty("status").GetString() == "healthy";
            }
            catch (RefusedException)
            {
                return false;
            }
        });
        await admin.UploadAsync("more.csv", $"{sample.Csv}1,2,3\n");
        var stats = await admin.UntilAsync(
            $"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("requests").GetInt64() >= acknowledged);
        Assert.Equal(acknowledged, stats.GetProperty("requests").GetInt64());
        var audit = await admin.GetAsync("/api/audit/verify");
        Assert.True(audit.GetProperty("valid").GetBoolean(), audit.ToString());
    }

    [TmpfsFact]
    public async Task A_read_only_folder_is_called_that()
    {
        using var disk = new Tmpfs(megabytes: 64);
        sample.CopyTo(disk.Path);
        disk.MakeReadOnly();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartAsync(disk.Path));
        Assert.Contains("is read-only for this process", refused.Message, StringComparison.Ordinal);
        disk.MakeWritable();
        using var server = await ServerProcess.StartAsync(disk.Path);
        using var admin = new Client(server.Address, ServerProcess.AdminKey);
        await sample.PredictAsync(admin, SampleInstallation.Model);
    }

    private static Task<RefusedException> RefusedAsync(Func<Task> call) => Assert.ThrowsAsync<RefusedException>(call);
}
