using System.Diagnostics;
using YamlDotNet.RepresentationModel;

namespace Kolosal.Conventions;

/// <summary>The manifests have not met a cluster here: they are read, put together by <c>kubectl kustomize</c> where it is installed, and held to
/// what silos and front doors need.</summary>
public class KubernetesTests
{
    /// <summary>Kinds that are used, with the version of the interface that has them (Kubernetes 1.30 and later).</summary>
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["Namespace"] = "v1",
        ["ServiceAccount"] = "v1",
        ["ConfigMap"] = "v1",
        ["Secret"] = "v1",
        ["Service"] = "v1",
        ["StatefulSet"] = "apps/v1",
        ["Deployment"] = "apps/v1",
        ["PodDisruptionBudget"] = "policy/v1",
        ["HorizontalPodAutoscaler"] = "autoscaling/v2",
        ["NetworkPolicy"] = "networking.k8s.io/v1",
        ["Kustomization"] = "kustomize.config.k8s.io/v1beta1",
    };

    private static readonly YamlMappingNode[] All =
        [.. Directory.GetFiles(Path.Combine(DeployFiles.Root, "kubernetes"), "*.yaml").SelectMany(file => DeployFiles.Documents(file))];

    private static YamlMappingNode[] Workloads => [.. All.Where(one => one.Text("kind") is "StatefulSet" or "Deployment")];

    [Fact]
    public void Every_document_is_of_a_kind_that_there_is_and_in_the_kustomization()
    {
        Assert.All(All, one => Assert.Equal(Kinds[one.Text("kind")!], one.Text("apiVersion")));
        Assert.All(All.Where(one => one.Text("kind") is not ("Kustomization" or "Namespace")),
            one => Assert.Equal("kolosal", one.Text("metadata", "namespace")));
        var kustomization = All.Single(one => one.Text("kind") == "Kustomization");
        Assert.All(kustomization.Items("resources"), file => Assert.True(File.Exists(Path.Combine(DeployFiles.Root, "kubernetes", file.ToString()))));
        Assert.Equal(Directory.GetFiles(Path.Combine(DeployFiles.Root, "kubernetes"), "*.yaml").Length - 2, kustomization.Items("resources").Count());
    }

    [Fact]
    public void Pods_are_confined_probed_and_given_time_to_drain()
    {
        Assert.Equal(2, Workloads.Length);
        Assert.All(Workloads, workload =>
        {
            var pod = workload.At("spec", "template", "spec");
            var container = pod.Items("containers").Single();
            Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
            Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
            Assert.Equal("false", pod.Text("automountServiceAccountToken"));
            Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal("ALL", container.Items("securityContext", "capabilities", "drop").Single().ToString());
            Assert.Equal(("/health/live", "/health/ready", "/health/live"),
                (container.Text("startupProbe", "httpGet", "path"), container.Text("readinessProbe", "httpGet", "path"),
                    container.Text("livenessProbe", "httpGet", "path")));
            Assert.NotNull(container.Text("resources", "requests", "cpu"));
            Assert.NotNull(container.Text("resources", "limits", "memory"));

            // The host stops within 30 seconds after the pause that preStop makes.
            int pause = int.Parse(container.Text("lifecycle", "preStop", "sleep", "seconds")!);
            Assert.True(int.Parse(pod.Text("terminationGracePeriodSeconds")!) > pause + 30);

            // The root is read-only: what is written has a volume.
            string[] volumes = [.. pod.Items("volumes").Select(volume => volume.Text("name")!)];
            Assert.Equal(["/data", "/tmp"], container.Items("volumeMounts").Select(mount => mount.Text("mountPath")!).Order(StringComparer.Ordinal));
            Assert.All(container.Items("volumeMounts"), mount => Assert.Contains(mount.Text("name"), volumes));
            Assert.False(container.Text("image")!.EndsWith(":latest", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Selectors_meet_pods_and_names_meet_what_they_name()
    {
        var labels = Workloads.Select(Labels).ToArray();
        Assert.All(Workloads, workload => Assert.True(Matches(workload.At("spec", "selector", "matchLabels"), Labels(workload))));
        foreach (string kind in (string[])["PodDisruptionBudget", "NetworkPolicy"])
            foreach (var one in All.Where(one => one.Text("kind") == kind))
                if (one.At("spec", kind == "NetworkPolicy" ? "podSelector" : "selector", "matchLabels") is { } selector)
                    Assert.Contains(labels, pod => Matches(selector, pod));
        foreach (var service in All.Where(one => one.Text("kind") == "Service"))
            Assert.Contains(labels, pod => Matches(service.At("spec", "selector"), pod));
        Assert.All(Workloads, workload => Assert.Contains(All, one => one.Text("kind") == "PodDisruptionBudget"
            && one.Text("metadata", "name") == workload.Text("metadata", "name")));
        var scaled = All.Single(one => one.Text("kind") == "HorizontalPodAutoscaler").At("spec", "scaleTargetRef");
        Assert.Contains(Workloads, one => one.Text("kind") == scaled.Text("kind") && one.Text("metadata", "name") == scaled.Text("name"));
        string[] sources = [.. Workloads.SelectMany(one => one.At("spec", "template", "spec").Items("containers").Single().Items("envFrom"))
            .SelectMany(source => source.Pairs()).Select(source => $"{source.Key[..^3]} {source.Value.Text("name")}").Distinct()];
        Assert.All(sources, source => Assert.Contains(All, one =>
            string.Equals($"{one.Text("kind")} {one.Text("metadata", "name")}", source, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Settings_are_settings_and_ports_are_those_that_a_silo_opens()
    {
        var settings = All.SelectMany(one => one.Pairs("data").Concat(one.Pairs("stringData")).Select(pair => pair.Key))
            .Concat(Workloads.SelectMany(one => one.At("spec", "template", "spec").Items("containers").Single().Items("env"))
                .Select(one => one.Text("name")!))
            .Where(name => name.StartsWith("Kolosal__", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.True(settings.Length >= 8);
        Assert.All(settings, setting => Assert.True(DeployFiles.IsSetting(setting), setting));
        var silo = Workloads.Single(one => one.Text("kind") == "StatefulSet").At("spec", "template", "spec").Items("containers").Single();
        var options = new Hosting.ClusterOptions();
        Assert.Equal(["8080", $"{options.SiloPort}", $"{options.GatewayPort}"], silo.Items("ports").Select(port => port.Text("containerPort")!));
    }

    [Fact]
    public void Nothing_reaches_a_silo_but_silos_front_doors_named_clients_and_the_scraper()
    {
        var policies = All.Where(one => one.Text("kind") == "NetworkPolicy").ToDictionary(one => one.Text("metadata", "name")!);
        Assert.Empty(policies["deny-all"].Pairs("spec", "podSelector"));
        Assert.Equal(["Ingress", "Egress"], policies["deny-all"].Items("spec", "policyTypes").Select(one => one.ToString()));
        Assert.Null(policies["deny-all"].At("spec", "ingress"));
        foreach (var rule in policies["silo"].Items("spec", "ingress").Concat(policies["api"].Items("spec", "ingress")))
        {
            Assert.NotEmpty(rule.Items("from"));
            Assert.NotEmpty(rule.Items("ports"));
        }
        var reachesSilos = policies["silo"].Items("spec", "ingress").Where(rule => rule.Items("ports").Any(port => port.Text("port") == "11111"));
        Assert.Equal("silo", Assert.Single(reachesSilos).Items("from").Single().Text("podSelector", "matchLabels", "role"));
    }

    [InstalledFact("kubectl")]
    public async Task Kubectl_puts_the_manifests_together()
    {
        using var kubectl = Process.Start(new ProcessStartInfo("kubectl", ["kustomize", Path.Combine(DeployFiles.Root, "kubernetes")])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(kubectl.StandardOutput.ReadToEndAsync(), kubectl.StandardError.ReadToEndAsync());
        await kubectl.WaitForExitAsync();
        Assert.True(kubectl.ExitCode == 0, said[1]);
        int documents = All.Count(one => one.Text("kind") is not ("Kustomization" or "Secret"));
        Assert.Equal(documents, said[0].Split('\n').Count(line => line.StartsWith("kind: ", StringComparison.Ordinal)));
    }

    private static Dictionary<string, string> Labels(YamlNode workload) =>
        workload.Pairs("spec", "template", "metadata", "labels").ToDictionary(label => label.Key, label => label.Value.ToString());

    private static bool Matches(YamlNode? selector, Dictionary<string, string> labels) =>
        selector.Pairs().Any() && selector.Pairs().All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value.ToString());
}
