using Kolosal.Hosting;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Storage.Keys;
using Kolosal.Storage.Postgres;
using Microsoft.Extensions.Options;

namespace Kolosal.Relocation;

/// <summary>Moves the data of a single machine into the database, and blob store, of a cluster: <c>kolosal migrate</c>.</summary>
/// <remarks>
/// The source is only read, and held meanwhile. The target must be empty; it is marked until everything has been read back and its counts
/// and hashes agree, and silos refuse a marked one. A move that broke off is repeated from its beginning by the same command.
/// </remarks>
public static class ClusterMigration
{
    /// <summary>Moves everything, and says so line by line.</summary>
    /// <param name="settings">
    /// <c>--Section:Key=value</c>: <c>Kolosal:DataDirectory</c> is the source, <c>Kolosal:Storage</c> names the target as silos will have it.
    /// The environment and appsettings.json count, too.
    /// </param>
    /// <param name="output">Takes the report.</param>
    /// <param name="errors">Takes the reason of a refusal.</param>
    /// <param name="cancel">Breaks it off; the next attempt begins anew.</param>
    /// <returns>0 when everything was moved and verified, 1 when it was refused or failed.</returns>
    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables().AddCommandLine(settings).Build();
        try
        {
            await MoveAsync(configuration, output, cancel);
            return 0;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await errors.WriteLineAsync($"Not migrated: {fault.Message}");
            return 1;
        }
    }

    /// <exception cref="InvalidOperationException">The source is in use or absent, the
    /// target is not empty, or what was read back differs.</exception>
    internal static async Task MoveAsync(IConfiguration configuration, TextWriter output, CancellationToken cancel)
    {
        string connectionString = StorageHosting.ConnectionString(configuration)
            ?? throw new InvalidOperationException("Need Kolosal:Storage:ConnectionString, the database of the cluster.");
        string folder = configuration["Kolosal:DataDirectory"] ?? new StorageOptions().DataDirectory;
        using var source = new RelocationSource(folder, configuration[MasterKey.Variable]);
        if (source.Keys.Keys.Count > 1)
            throw new InvalidOperationException(
                $"The master key of '{folder}' was rotated, so that its ring has several keys, and the silos of a cluster share one. Move a copy "
                    + "of the data "
                + "from before the rotation, or stay on this machine. Nothing was changed.");
        await using var target = await RelocationTarget.OpenAsync(configuration, connectionString, cancel);
        await target.BeginAsync(source.Id, cancel);

        IRelocation[] relocations =
        [
            new BlobRelocation(source, Blobs(configuration, source, target)), new AuditRelocation(source, target),
            new PredictionRelocation(source, target), new CatalogueRelocation(source, target), new ReminderRelocation(source, target),
            new StateRelocation(source, target),
        ];
        foreach (var relocation in relocations)
        {
            var sent = await relocation.CopyAsync(cancel);
            var found = await relocation.ReadBackAsync(cancel);
            if (sent != found)
            {
                throw new InvalidOperationException(
                    $"{relocation.Name}: {sent.Records} with SHA-256 {sent.Sha256} were sent, {found.Records} with {found.Sha256} were read back.");
            }

            await output.WriteLineAsync($"{relocation.Name}: {sent.Records}, SHA-256 {sent.Sha256}");
        }

        await SharedMasterKey.CheckAsync(target.Database, source.Keys, cancel);
        await target.FinishAsync(source.Id, cancel);
        await output.WriteLineAsync(
            $"Moved and read back. Start silos with this connection string and the master key of '{folder}', which was not changed.");
    }

    private static IBlobStore Blobs(IConfiguration configuration, RelocationSource source, RelocationTarget target)
    {
        if (StorageHosting.BlobsOf(configuration) != BlobPlace.S3) return new PostgresBlobStore(target.Database, source.Keys);
        var options = configuration.GetSection(S3Options.Section).Get<S3Options>() ?? new S3Options();
        return new S3BlobStore(options.CreateClient(), options, source.Directory, source.Keys);
    }
}
