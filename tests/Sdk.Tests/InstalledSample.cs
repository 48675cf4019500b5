using System.Diagnostics;
using Kolosal.Scenarios;
using Kolosal.Testing;

namespace Kolosal.Sdk;

/// <summary>The packages made of what is built, the sample service built from them outside the repository, and a server for it.</summary>
public sealed class InstalledSample : IAsyncLifetime
{
    public const string Version = "0.1.0-sample";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kolosal-sdk-");

    /// <summary>Holds the packages.</summary>
    public string Feed => Path.Combine(folder.FullName, "feed");

    public int GatewayPort { get; } = FreePorts.Next();

    internal ServerProcess Server { get; private set; } = null!;

    private string Service => Path.Combine(folder.FullName, "service");

    public async Task InitializeAsync()
    {
        string configuration = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2];
        foreach (string project in (string[])["Kolosal.Grains.Abstractions", Path.Combine("Kolosal.Api", "Client")])
            await DotnetAsync("pack", Path.Combine(SharedFolders.Repository, project), "--no-build", "--configuration", configuration,
                $"-p:PackageVersion={Version}", "--output", Feed);

        Directory.CreateDirectory(Service);
        foreach (string source in Directory.GetFiles(Path.Combine(SharedFolders.Repository, "tests", "Sdk.Tests", "Sample"), "*.cs"))
            File.Copy(source, Path.Combine(Service, Path.GetFileName(source)));
        await File.WriteAllTextAsync(Path.Combine(Service, "Service.csproj"), Project());
        await DotnetAsync("build", Service, "--configuration", "Release", "--output", Path.Combine(Service, "out"));

        Server = await ServerProcess.StartAsync(folder.FullName, new Dictionary<string, string>
        {
            ["Kolosal:Cluster:SiloPort"] = $"{FreePorts.Next()}",
            ["Kolosal:Cluster:GatewayPort"] = $"{GatewayPort}",
            ["Kolosal:OpenInference:GrpcPort"] = "0",
            ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
        });
    }

    /// <summary>Starts the service; its first arguments are the gateway and the workspace.</summary>
    public Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(Service, "out", "Service.dll"), $"{GatewayPort}", "default", .. arguments])
    { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Runs the service to its end.</summary>
    /// <returns>Exit code, and what it said.</returns>
    public async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', said));
    }

    public Task DisposeAsync()
    {
        Server?.Dispose();
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>As a newcomer would write it: two packages. What is restored already is taken from there, so that it costs no second copy.</summary>
    private static string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <NuGetAudit>false</NuGetAudit>
            <RestorePackagesPath>$(MSBuildProjectDirectory)/packages</RestorePackagesPath>
            <RestoreFallbackFolders>{Packages()}</RestoreFallbackFolders>
            <RestoreAdditionalProjectSources>../feed</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Kolosal.Grains.Abstractions" Version="{Version}" />
            <PackageReference Include="Microsoft.Orleans.Client" Version="10.4.2" />
          </ItemGroup>
        </Project>
        """;

    private static string Packages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static async Task DotnetAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [.. arguments, "-nodeReuse:false", "--verbosity", "quiet"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{string.Join('\n', said)}");
    }
}
