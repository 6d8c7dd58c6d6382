# What people type. Each target provides what it needs, on Debian and Ubuntu as root or through sudo.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

# Builds survive a fresh clone.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/packetboat/target

# Puts the right cargo first; `lint` also asks for rustfmt and clippy.
rust = folder=$$(.ci/toolchain $(1)); export PATH="$$folder:$$PATH"

.PHONY: help demo test torture lint bench

help:
	@echo 'make demo    a window on a server of its own; without a display, files to and from such servers, every byte compared'
	echo 'make test    run all tests, against real servers that are fetched for it'
	echo 'make torture try to break transfers at every byte and every step, over FTP, FTPS and SFTP; kill the program a thousand times; takes long'
	echo 'make lint    what must be clean before a change goes in'
	echo 'make bench   measure against curl, lftp, sftp and rclone, and the window beside FileZilla where that is installed'

demo:
	@$(call rust)
	if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then
		.ci/screen
		cargo build --quiet --locked --release --features demo --bin packetboat
		"$$CARGO_TARGET_DIR/release/packetboat" --demo
	else
		cargo build --quiet --locked --release --no-default-features --features demo --bin packetboat-cli
		"$$CARGO_TARGET_DIR/release/packetboat-cli" demo --check
	fi

test:
	@$(call rust)
	.ci/servers
	.ci/screen tests
	if cargo nextest --version >/dev/null 2>&1; then
		cargo nextest run --locked --features demo,tour --no-fail-fast
	else
		cargo test --locked --features demo,tour --no-fail-fast
	fi

torture:
	@$(call rust)
	.ci/servers
	# A process for each test, where that is to be had: each trial has a server of its own, and thousands run.
	if cargo nextest --version >/dev/null 2>&1; then
		TORTURE=long cargo nextest run --locked --features demo --no-fail-fast --test torture
	else
		TORTURE=long cargo test --locked --features demo --test torture -- --show-output
	fi
	# The suite has to notice a program that is broken on purpose, over each protocol by itself.
	for fault in size tail part; do
		for half in '--skip over_sftp' over_sftp; do
			if PACKETBOAT_SABOTAGE=$$fault cargo test --locked --features demo --test torture -- $$half; then
				echo "nobody noticed that $$fault is broken ($$half)" >&2
				exit 1
			fi
		done
	done
	TORTURE=long PACKETBOAT_KILLS="$${PACKETBOAT_KILLS:-334}" cargo test --locked --release --test program -- --nocapture --test-threads=1 kill:: calls::

lint:
	@$(call rust,lint)
	cargo fmt --all -- --check
	cargo clippy --locked --all-targets --all-features -- -D warnings
	cargo clippy --locked --lib --no-default-features -- -D warnings

bench:
	@$(call rust)
	.ci/servers
	for tool in curl lftp rclone sftp eatmydata; do
		command -v $$tool >/dev/null || .ci/apt $${tool/sftp/openssh-client}
	done
	cargo build --quiet --locked --release --bin packetboat-cli
	cargo bench --locked --bench ftp
	cargo bench --locked --bench sftp
	cargo bench --locked --bench journal
	.ci/screen tests
	cargo bench --locked --bench window
