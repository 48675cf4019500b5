using System.Diagnostics;
using System.Text.RegularExpressions;
using Kolosal.Access;
using Kolosal.CommandLine;
using Kolosal.Testing;

namespace Kolosal.Api.Tests;

/// <summary>The commands of docs/export.md as they stand there, in bash with curl.</summary>
[Collection(ServingCollection.Name)]
public sealed partial class ExportDocTests(ServingApi host)
{
    [CurlFact]
    public async Task The_commands_of_the_page_work_and_the_exported_package_is_verified_without_a_server()
    {
        string data = await host.UploadAsync(ImportableModels.Csv());
        var alice = host.As(Role.Admin, subject: "alice");
        var made = await ImportableModels.PostAsync(alice, ImportableModels.Metadata("of-the-page", "package", data), ImportableModels.Package());
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());

        string page = await File.ReadAllTextAsync(Path.Combine(SharedFolders.Repository, "docs", "export.md"));
        string script = string.Join('\n', Block().Matches(page).Select(block => block.Groups[1].Value))
            .Replace("http://localhost:8080", host.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        string folder = Directory.CreateTempSubdirectory("kolosal-export-").FullName;
        try
        {
            var bash = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["KEY"] = ApiHost.AdminKey, ["MODEL"] = "of-the-page:1", ["DATA"] = data },
            };
            using var running = Process.Start(bash)!;
            var (said, complained) = (running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
            await running.WaitForExitAsync();
            Assert.True(running.ExitCode == 0, $"{await complained}\n{await said}");
            Assert.Contains("\"from-elsewhere\"", await said, StringComparison.Ordinal);
            foreach (string file in (string[])["model.onnx", "model.pmml", "Scorer.cs", "model.kolosal", "model.kolosal.sig"])
                Assert.True(new FileInfo(Path.Combine(folder, file)).Length > 0, file);

            await VerifiesAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task VerifiesAsync(string folder)
    {
        string package = Path.Combine(folder, "model.kolosal"), key = Path.Combine(folder, "trusted.pem");
        var (code, output) = await RunAsync(package);
        Assert.True(code == 0, output);
        Assert.Contains("Valid", output, StringComparison.Ordinal);

        // Under a key of somebody else, and with a byte changed, it is not.
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(key, stranger.ExportSubjectPublicKeyInfoPem());
        Assert.Equal(1, (await RunAsync(package, "--key", key)).Code);
        byte[] bytes = await File.ReadAllBytesAsync(package);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(package, bytes);
        (code, output) = await RunAsync(package);
        Assert.Equal(1, code);
        Assert.Contains("Not valid", output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(package + ".none")).Code);
    }

    private static async Task<(int Code, string Output)> RunAsync(string package, params string[] more)
    {
        using var output = new StringWriter();
        int code = await KolosalCommand.RunAsync(["package", "verify", package, .. more], _ => Task.FromResult(0), output, output);
        return (code, output.ToString());
    }

    [GeneratedRegex("^```bash\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}

/// <summary>Skipped where bash or curl is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        if (!File.Exists("/usr/bin/curl") || !File.Exists("/usr/bin/bash")) Skip = "Needs /usr/bin/bash and /usr/bin/curl.";
    }
}
