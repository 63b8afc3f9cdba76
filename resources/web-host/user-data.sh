#!/bin/bash
# Makes a web host of a fresh Amazon Linux 2023: nginx, and the site from its bucket, looked at again each minute.
# Names in braces are put in by CloudFormation (hosting-ec2.yml), so the shell's own variables stand without. ROOT is empty
# here; a test puts its own folder there.
set -eo pipefail
PATH=$PATH:/opt/aws/bin:/opt/aws/amazon-cloudwatch-agent/bin

# CloudFormation goes on with the next host, or back to the last release.
trap 'cfn-signal --exit-code $? --stack "${AWS::StackName}" --resource WebHosts --region "${AWS::Region}"' EXIT

dnf install --assumeyes nginx amazon-cloudwatch-agent aws-cfn-bootstrap

ln -sf "$ROOT/etc/pki/tls/certs/ca-bundle.crt" "$ROOT/etc/nginx/ca-bundle.crt"
cat > "$ROOT/etc/nginx/nginx.conf" <<'END'
${NginxConfiguration}
END

# Nothing is deleted: a page that was opened before a release still asks for that release's files.
mkdir -p "$ROOT/usr/share/nginx/site" "$ROOT/usr/share/nginx/next" "$ROOT/usr/local/bin"
cat > "$ROOT/usr/local/bin/follow-site" <<'END'
#!/bin/bash
set -e
cd "$(dirname "$0")/../../share/nginx"
# The pages first, but put in place last: what they refer to was in the bucket before them. By their exact times: a new
# page of the old one's size would otherwise be passed over.
aws s3 sync "s3://${Bucket}" next --exact-timestamps --exclude '*' --include index.html --include config.json --only-show-errors
aws s3 sync "s3://${Bucket}" site --exact-timestamps --exclude index.html --exclude config.json --only-show-errors
for page in next/*; do
  [ -e "$page" ] || continue
  cp --preserve=timestamps "$page" next/.new
  mv next/.new "site/$(basename "$page")"
done
END
chmod +x "$ROOT/usr/local/bin/follow-site"

cat > "$ROOT/etc/systemd/system/follow-site.service" <<'END'
[Unit]
Description=Fetch what is new in the site bucket
[Service]
Type=oneshot
ExecStart=/usr/local/bin/follow-site
StandardError=append:/var/log/follow-site.log
END
cat > "$ROOT/etc/systemd/system/follow-site.timer" <<'END'
[Unit]
Description=Fetch what is new in the site bucket each minute
[Timer]
OnActiveSec=1min
OnUnitActiveSec=1min
AccuracySec=1s
[Install]
WantedBy=timers.target
END

cat > "$ROOT/etc/web-host-logs.json" <<'END'
{ "logs": { "logs_collected": { "files": { "collect_list": [
  { "file_path": "/var/log/nginx/error.log", "log_group_name": "${LogGroup}", "log_stream_name": "{instance_id}/nginx" },
  { "file_path": "/var/log/follow-site.log", "log_group_name": "${LogGroup}", "log_stream_name": "{instance_id}/site" },
  { "file_path": "/var/log/cloud-init-output.log", "log_group_name": "${LogGroup}", "log_stream_name": "{instance_id}/start" }
] } } } }
END
amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c "file:$ROOT/etc/web-host-logs.json"

"$ROOT/usr/local/bin/follow-site"
systemctl daemon-reload
systemctl enable --now nginx follow-site.timer
curl --fail --silent --show-error --retry 10 --retry-connrefused --retry-delay 1 "http://127.0.0.1:${Port}/host-health"
sleep 25 # the load balancer asks twice, 10 s apart, before it sends anybody here; only then may an old host go
