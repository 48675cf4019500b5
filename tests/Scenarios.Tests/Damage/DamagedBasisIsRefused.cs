using Kolosal.Testing;

namespace Kolosal.Scenarios;

/// <summary>The key or the database is damaged or removed: nothing starts on what is left, and the refusal says why.</summary>
public sealed class DamagedBasisIsRefused(SampleInstallation sample) : DamagedFolder(sample)
{
    [Fact]
    public async Task A_master_key_that_is_gone_or_another_one_is_refused_at_start()
    {
        Sample.CopyTo(Folder.FullName);
        string path = Path.Combine(Data, "keys", "master.key"), kept = await File.ReadAllTextAsync(path);
        foreach (var (content, said) in (IEnumerable<(string?, string)>)
            [("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "not the one"), ("no key at all", "Need 32 bytes"), (null, "master key is missing")])
        {
            if (content is null) Directory.Delete(Path.Combine(Data, "keys"), recursive: true);
            else await File.WriteAllTextAsync(path, content);
            Assert.Contains(said, await RefusalAsync(), StringComparison.Ordinal);
            Assert.Equal(content is null, !File.Exists(path));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, kept);
        await ServesAsync();
    }

    [Fact]
    public async Task A_database_that_is_gone_is_refused_at_start_unless_its_loss_is_accepted()
    {
        Sample.CopyTo(Folder.FullName);
        File.Delete(Path.Combine(Data, "kolosal.db"));
        Assert.Contains("kolosal.db is missing or empty", await RefusalAsync(), StringComparison.Ordinal);
        File.Delete(Path.Combine(Data, "kolosal.manifest"));
        Assert.Contains("kolosal.db is missing or empty", await RefusalAsync(), StringComparison.Ordinal);

        using var server = await ServerProcess.StartAsync(
            Folder.FullName, new Dictionary<string, string> { ["Kolosal:Storage:AcceptDataLoss"] = "true" });
        using var admin = Open(server);
        await IncidentAsync(admin, "database");
        await admin.UploadAsync("rows.csv", Sample.Csv);
    }

    [Fact]
    public async Task A_write_ahead_log_that_is_gone_is_refused_at_start()
    {
        Sample.CopyTo(Folder.FullName);
        using (var server = await StartAsync())
        {
            using var admin = Open(server);
            await admin.UploadAsync("more.csv", $"{Sample.Csv}7,7,7\n");

            // The count beside the database follows a change by itself; one that was written after this answer covers it.
            var answered = DateTime.UtcNow;
            int more = 0;
            await Eventually.HoldsAsync(async () =>
            {
                await admin.UploadAsync("more.csv", $"{Sample.Csv}8,8,{more++}\n");
                return File.GetLastWriteTimeUtc(Path.Combine(Data, "kolosal.manifest")) > answered;
            });
            await server.KillAsync();
        }

        Assert.True(new FileInfo(Path.Combine(Data, "kolosal.db-wal")).Length > 0);
        File.Delete(Path.Combine(Data, "kolosal.db-wal"));
        Assert.Contains("is older than it was", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_no_database_is_refused_at_start()
    {
        Sample.CopyTo(Folder.FullName);
        await File.WriteAllTextAsync(Path.Combine(Data, "kolosal.db"), new string('x', 10_000));
        Assert.Contains("kolosal.db is damaged", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_clean_stop_the_database_is_one_file()
    {
        Sample.CopyTo(Folder.FullName);
        using (var server = await StartAsync())
        {
            using var admin = Open(server);
            await admin.UploadAsync("more.csv", $"{Sample.Csv}7,7,7\n");
            await server.DrainAsync();
        }

        Assert.Equal(0, new FileInfo(Path.Combine(Data, "kolosal.db-wal")) is { Exists: true } wal ? wal.Length : 0);
        await ServesAsync();
    }

    private async Task<string> RefusalAsync() => (await Assert.ThrowsAsync<InvalidOperationException>(StartAsync)).Message;

    private async Task ServesAsync()
    {
        using var server = await StartAsync();
        using var admin = Open(server);
        await Sample.PredictAsync(admin, SampleInstallation.Model);
    }
}
