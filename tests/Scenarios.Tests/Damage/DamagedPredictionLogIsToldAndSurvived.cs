namespace Kolosal.Scenarios;

/// <summary>The prediction log is damaged, cut or removed: people are told, and what is left and what comes is counted.</summary>
public sealed class DamagedPredictionLogIsToldAndSurvived(SampleInstallation sample) : DamagedFolder(sample)
{
    [Fact]
    public async Task One_bad_bit_in_the_prediction_log_costs_one_record()
    {
        Sample.CopyTo(Folder.FullName);
        Damage(PredictionLog, (int)new FileInfo(PredictionLog).Length / 2);
        foreach (string index in Directory.GetFiles(Path.Combine(Data, "logs", "predictions-index"))) File.Delete(index);
        using var server = await StartAsync();
        using var admin = Open(server);
        await Sample.PredictAsync(admin, SampleInstallation.Model);
        await Sample.PredictAsync(admin, SampleInstallation.Other);
        await CountedAsync(admin, SampleInstallation.Predictions + 1);
        await IncidentAsync(admin, "logs/predictions");
    }

    [Theory, InlineData(0.0), InlineData(0.5), InlineData(-1.0)]
    public async Task A_prediction_log_that_became_shorter_is_told_and_new_requests_are_counted(double left)
    {
        Sample.CopyTo(Folder.FullName);
        if (left < 0) Directory.Delete(Path.Combine(Data, "logs", "predictions"), recursive: true);
        else Cut(PredictionLog, left);
        using var server = await StartAsync();
        using var admin = Open(server);
        for (int i = 0; i < 3; i++) await Sample.PredictAsync(admin, SampleInstallation.Model);
        await CountedAsync(admin, SampleInstallation.Predictions + 3);
        await IncidentAsync(admin, "logs/predictions");
    }

    private async Task CountedAsync(Client admin, long requests)
    {
        var stats = await admin.UntilAsync(
            $"/api/predict/stats/{SampleInstallation.Model}", found => found.GetProperty("requests").GetInt64() >= requests);
        Assert.Equal(requests, stats.GetProperty("requests").GetInt64());
    }
}
