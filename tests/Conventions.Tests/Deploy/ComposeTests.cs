using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Kolosal.Conventions;

/// <summary>The compose file cannot be run where there is no engine: it is read, and held to what it says of itself.</summary>
public partial class ComposeTests
{
    private static readonly YamlMappingNode Compose = DeployFiles.Documents("compose", "compose.yml").Single();

    private static (string Name, YamlNode Node)[] Ours =>
        [.. Compose.Pairs("services").Where(service => service.Value.Text("image") == "kolosal:0.1.0")
        .Select(service => (service.Key, service.Value))];

    [Fact]
    public void There_are_three_silos_two_front_doors_and_what_they_stand_on()
    {
        Assert.Equal(3, Ours.Count(service => service.Node.Text("environment", "Kolosal__Cluster__AdvertisedAddress") is not null));
        Assert.Equal(2, Ours.Count(service => service.Node.Text("environment", "Kolosal__Cluster__Role") == "Client"));
        string[] names = [.. Compose.Pairs("services").Select(service => service.Key)];
        Assert.All((string[])["postgres", "objects", "prometheus", "grafana"], name => Assert.Contains(name, names));
        foreach (var (name, service) in Compose.Pairs("services"))
        {
            Assert.Matches(@"^[\w./-]+:[\w.-]+$", service.Text("image"));
            Assert.False(service.Text("image")!.EndsWith(":latest", StringComparison.Ordinal), name);
            Assert.All(service.Pairs("depends_on"), needed => Assert.Contains(needed.Key, names));
        }
    }

    [Fact]
    public void A_silo_says_the_address_that_it_has()
    {
        foreach (var (name, silo) in Ours.Where(service => service.Node.Text("environment", "Kolosal__Cluster__AdvertisedAddress") is not null))
            Assert.Equal(silo.Text("environment", "Kolosal__Cluster__AdvertisedAddress"), silo.Text("networks", "inside", "ipv4_address"));
        Assert.Equal(3, Ours.Select(service => service.Node.Text("environment", "Kolosal__Cluster__AdvertisedAddress")).OfType<string>()
            .Distinct().Count());
    }

    [Fact]
    public void Containers_of_ours_are_confined_and_are_given_time_to_stop()
    {
        Assert.All(Ours, service =>
        {
            Assert.Equal("true", service.Node.Text("read_only"));
            Assert.Contains(service.Node.Items("cap_drop"), one => one.ToString() == "ALL");
            Assert.Contains(service.Node.Items("security_opt"), one => one.ToString() == "no-new-privileges:true");
            Assert.Equal("60s", service.Node.Text("stop_grace_period"));
            Assert.Contains(service.Node.Items("volumes"), one => one.ToString().EndsWith(":/data", StringComparison.Ordinal));
            Assert.NotNull(service.Node.At("healthcheck"));
        });

        // What is published is for this machine alone.
        Assert.All(Compose.Pairs("services").SelectMany(service => service.Value.Items("ports")),
            port => Assert.StartsWith("127.0.0.1:", port.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_variables_volumes_and_networks_are_there()
    {
        foreach (var (name, service) in Ours)
            foreach (var (setting, _) in service.Pairs("environment").Where(pair => pair.Key.StartsWith("Kolosal__", StringComparison.Ordinal)))
                Assert.True(DeployFiles.IsSetting(setting), $"{name}: {setting} is no setting.");
        string example = DeployFiles.Read("compose", ".env.example");
        Assert.All(Variable().Matches(DeployFiles.Read("compose", "compose.yml")).Select(match => match.Groups[1].Value).Distinct(),
            variable => Assert.Matches($"(?m)^{variable}=$", example));
        string[] volumes = [.. Compose.Pairs("volumes").Select(volume => volume.Key)];
        string[] networks = [.. Compose.Pairs("networks").Select(net => net.Key)];
        foreach (var (name, service) in Compose.Pairs("services"))
        {
            foreach (string mount in service.Items("volumes").Select(one => one.ToString().Split(':')[0]))
                Assert.True(mount.StartsWith('.') ? Path.Exists(Path.Combine(DeployFiles.Root, "compose", mount)) : volumes.Contains(mount), mount);
            var joined = service.At("networks") is YamlSequenceNode list ? list.Select(one => one.ToString())
                : service.Pairs("networks").Select(one => one.Key);
            Assert.All(joined, net => Assert.Contains(net, networks));
        }
    }

    [Fact]
    public void Prometheus_scrapes_every_process_and_grafana_finds_the_dashboards()
    {
        var targets = DeployFiles.Documents("compose", "prometheus.yml").Single().Items("scrape_configs").Single().Items("static_configs").Single()
            .Items("targets").Select(one => one.ToString().Split(':')[0]);
        Assert.Equal(Ours.Select(service => service.Name).Order(StringComparer.Ordinal), targets.Order(StringComparer.Ordinal));
        Assert.NotEmpty(DeployFiles.Documents("grafana", "provisioning", "datasources", "prometheus.yml").Single().Items("datasources"));
        var provider = DeployFiles.Documents("grafana", "provisioning", "dashboards", "kolosal.yml").Single().Items("providers").Single();
        Assert.Contains(Compose.At("services", "grafana").Items("volumes"),
            mount => mount.ToString() == $"../grafana:{provider.Text("options", "path")}:ro");
    }

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z_]+)")]
    private static partial Regex Variable();
}
