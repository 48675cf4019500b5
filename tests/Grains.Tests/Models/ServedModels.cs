using System.Text;
using Kolosal.Learning.Packages;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Models;

/// <summary>What tests of serving do with a silo.</summary>
internal static class ServedModels
{
    public const string Workspace = "acme";

    public static readonly Principal Bob = new(Workspace, "bob", ["admin"]);

    /// <summary>A silo in a hurry, whose files are really closed and opened again by a crash.</summary>
    public static Task<PlatformSilo> StartSiloAsync() => PlatformSilo.StartAsync(
        new() { ["Kolosal:Predictions:RefreshMilliseconds"] = "50", ["Kolosal:Predictions:GatherMilliseconds"] = "5" }, storageDiesWithSilo: true);

    public static ModelKey Key(string name) => new(Workspace, name);

    public static IModelGrain Model(this PlatformSilo silo, string name) => silo.Grains.Model(Key(name));

    public static Task<Result<PredictionReply>> PredictAsync(
        this PlatformSilo silo, string name, string rows, string? reference = null, bool probabilitiesOnly = false) =>
        silo.Grains.Predictor(Key(name)).PredictAsync(new(reference, Encoding.UTF8.GetBytes(rows), probabilitiesOnly));

    /// <summary>Stores, signs and registers a package.</summary>
    public static async Task<int> RegisterAsync(this PlatformSilo silo, string name, ModelPackage package, string author = "alice",
        Func<VersionRegistration, VersionRegistration>? change = null)
    {
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await silo.Services.GetRequiredService<IBlobStore>().PutAsync(Workspace, bytes, CancellationToken.None);
        var signer = silo.Services.GetRequiredService<ISigner>();
        var registration = SampleModels.Registration(
            blob.Sha256, author, blob, PackageSignature.Sign(signer, blob.Sha256), signer.KeyId, SampleModels.Reference(package));
        var registered = await silo.Model(name).RegisterAsync(change is null ? registration : change(registration));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return registered.Value;
    }

    /// <summary>Registers, validates and promotes.</summary>
    public static async Task<int> ServeAsync(this PlatformSilo silo, string name, ModelPackage package)
    {
        int version = await silo.RegisterAsync(name, package);
        var report = (await silo.Model(name).ValidateAsync($"{version}")).Value!;
        Assert.True(report.Passed, string.Join("; ", report.Checks));
        var promoted = await silo.Model(name).PromoteAsync(new(version, ModelStatus.Active, Bob, "good"));
        Assert.True(promoted.Accepted, promoted.Refusal?.Message);
        return version;
    }
}
